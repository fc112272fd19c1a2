// One report: what it says first, each chart with its table, all figures as files, and what each indicator means.
import words from '../../text/reports.json'
import {useEffect, useRef} from 'preact/hooks'
import {all, file, get} from '../../app/api.js'
import {save} from '../../app/csv.js'
import {day} from '../../app/days.js'
import {add, baht, lang, num, own, t} from '../../app/text.js'
import {useCommand, useLoad} from '../../app/use.js'
import {Facts, More, Page} from '../../ui/page.jsx'
import {Empty, Failed, Loaded} from '../../ui/state.jsx'
import {Table} from '../../ui/table.jsx'

add(words)
const KINDS = {pdf: 0, xlsx: 1, html: 2, csv: 3, json: 4}
const kindOf = name => name.split('.').pop()

export default function Report({id}) {
  const found = useLoad(async signal => {
    const listed = (await all('/v1/reports', {signal})).find(one => one.report_id === id)
    const name = listed?.files.find(one => one.endsWith('.json') && one !== 'datapackage.json')
    if (!name) return {listed: null}
    const {data} = await file(`/v1/reports/${id}/files/${encodeURIComponent(name)}`, {signal})
    return {listed, report: JSON.parse(await data.text())}
  }, [id])
  return <Page title={found.data?.listed ? own(found.data.listed.title) : t('reports.one')} back={['/reports', t('reports')]}>
    <Loaded from={found}>{({listed, report}) => (listed ? <>
      <ul class="read">{report.summary.map(line => <li key={line.th}><p>{own(line)}</p></li>)}</ul>
      <dl class="figures">{report.figures.map(one => <div key={one.id}><dt>{own(one.label)}</dt><dd>{shown(one, one.id.includes('baht') ? 'money' : 'count')} <span class="quiet unit">{own(one.unit)}</span></dd></div>)}</dl>
      {report.decide.length ? <section class="read"><h2>{t('reports.decide')}</h2><ol class="story">{report.decide.map(line => <li key={line.th}>{own(line)}</li>)}</ol></section> : null}
      <Files id={id} files={listed.files} />
      <Tables report={report} />
      <Definitions of={report.definitions} />
      <section><h2>{t('reports.facts')}</h2><Facts of={report.facts.map(one => [own(one.name), own(one.value)])} />{report.notes.map(note => <p key={note.th} class="quiet">{own(note)}</p>)}</section>
    </> : <Empty title={t('reports.gone')}><p><a href="/reports">{t('reports')}</a></p></Empty>)}</Loaded>
  </Page>
}

/** A cell as people read it; what is hidden says so, and never how much. */
function shown({value, shown: hidden}, kind) {
  if (hidden) return <span class="quiet">{hidden === 'small' ? '<5' : t('reports.hidden')}</span>
  if (value === null || value === undefined) return '–'
  if (typeof value === 'object') return own(value)
  if (kind === 'share') return typeof value === 'number' && !Number.isInteger(value) || value <= 1 ? num(value, {style: 'percent', maximumFractionDigits: 0}) : num(value)
  if (kind === 'date') return day(value)
  return kind === 'money' ? baht(value) : typeof value === 'number' ? num(value) : value
}

/** On a phone a table is a long list of cards: there it waits until it is wanted. */
const roomy = () => matchMedia('(min-width: 44rem)').matches

function Tables({report}) {
  const charts = Object.groupBy(report.charts ?? [], one => one.table)
  const filled = report.tables.filter(table => table.rows.length)
  return filled.map(table => <section key={table.id}>
    {charts[table.id] ? <h2>{own(table.title)}</h2> : null}
    {(charts[table.id] ?? []).map(chart => <Chart key={chart.id} chart={chart} />)}
    <More title={charts[table.id] ? t('reports.table') : own(table.title)} open={!charts[table.id] && roomy()}><Figures table={table} /></More>
  </section>)
}

const Figures = ({table}) => <>
  <Table caption={own(table.title)} rows={table.rows} rowKey={row => row.code} columns={table.columns.map((column, place) => ({
    key: column.id, title: own(column.title), head: place === 0, number: column.kind !== 'text' && column.kind !== 'date', cell: row => shown(row.cells[column.id], column.kind),
  }))} />
  {table.note ? <p class="quiet">{own(table.note)}</p> : null}
</>

/** The same drawing that the paper has, told in words to those who do not see it. */
function Chart({chart}) {
  const frame = useRef(null)
  const svg = chart.svg[lang.value] || chart.svg.th
  useEffect(() => {
    const drawn = document.importNode(new DOMParser().parseFromString(svg, 'image/svg+xml').documentElement, true)
    drawn.setAttribute('aria-label', own(chart.alt))
    frame.current.replaceChildren(drawn)
  }, [svg])
  return <figure class="chart"><div class="scroll" tabIndex={0} role="region" aria-label={own(chart.title)} ref={frame} /><figcaption>{own(chart.title)}</figcaption></figure>
}

function Files({id, files}) {
  const command = useCommand(name => file(`/v1/reports/${id}/files/${encodeURIComponent(name)}`))
  const keep = async name => {
    const got = await command.run(name)
    if (got) save(got.data, name)
  }
  const rank = name => KINDS[kindOf(name)] * 100 + name.length
  const [main, rest] = [files.filter(name => ['pdf', 'xlsx'].includes(kindOf(name))), files.filter(name => !['pdf', 'xlsx'].includes(kindOf(name)))]
  const button = name => <button key={name} type="button" class="second" aria-disabled={command.busy ? 'true' : null} onClick={() => keep(name)}>{t(`reports.file.${kindOf(name)}`)}{['pdf', 'xlsx', 'html'].includes(kindOf(name)) ? (name.includes('-en.') ? ` ${t('reports.file.in_english')}` : ` ${t('reports.file.in_thai')}`) : ` ${name.replace(/^progress-|\.\w+$/g, '')}`}</button>
  return <section class="files">
    <h2>{t('reports.files')}</h2>
    {command.failure ? <Failed failure={command.failure} /> : null}
    <div class="buttons">{main.sort((one, other) => rank(one) - rank(other)).map(button)}</div>
    <More title={t('reports.open')}><p>{t('reports.open.why')}</p><div class="buttons">{rest.sort((one, other) => rank(one) - rank(other)).map(button)}</div></More>
  </section>
}

const Definitions = ({of}) => <section>
  <h2>{t('reports.definitions')}</h2>
  <dl class="defined">{of.map(one => <div key={one.id}><dt>{own(one.name)}</dt><dd>{own(one.formula)}<br /><span class="quiet">{t('reports.source')}: {own(one.source)}</span></dd></div>)}</dl>
</section>
