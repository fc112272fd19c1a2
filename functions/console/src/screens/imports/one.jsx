// One import while it runs and after: how far, what became of its records, each fault with the cell and what would do.
import words from '../../text/imports.json'
import {useEffect, useState} from 'preact/hooks'
import {all, file, get, send} from '../../app/api.js'
import {rowsOf, save} from '../../app/csv.js'
import {moment} from '../../app/days.js'
import {partnerName} from '../../app/partners.js'
import {me} from '../../app/session.js'
import {add, code, lang, num, own, t} from '../../app/text.js'
import {useCommand, useLoad} from '../../app/use.js'
import {confirm} from '../../ui/dialog.jsx'
import {Field, ErrorSummary, Submit} from '../../ui/form.jsx'
import {Facts, More, Page} from '../../ui/page.jsx'
import {Failed, Loaded} from '../../ui/state.jsx'
import {Table} from '../../ui/table.jsx'
import {ImportState, faulty as faultyOf} from './list.jsx'
import {held} from './sending.js'

add(words)
const FINAL = ['done', 'rejected', 'failed', 'withdrawn']
const LOOK = 1500
const FATES = ['records', 'applied', 'unchanged', 'held', 'quarantined', 'duplicates']
const SHOWN = 200 // rows of a result shown in the page; the file has them all
const READ = 4 * 1024 * 1024 // bytes of it that are read for that

export default function Import({id}) {
  const found = useLoad(signal => get(`/v1/imports/${id}`, {signal}), [id])
  const over = FINAL.includes(found.data?.state)
  useEffect(() => {
    if (!found.data || over) return undefined
    const timer = setTimeout(found.reload, LOOK)
    return () => clearTimeout(timer)
  }, [found.at, found.failure, over])
  return <Page title={found.data ? t('imports.one', {at: moment(found.data.received_at)}) : t('imports.title')} back={['/imports', t('imports')]}>
    <Loaded from={found}>{one => <>
      <Facts of={[[t('imports.state'), <span role="status"><ImportState one={one} /></span>], [t('imports.mode'), code('import_mode', one.mode)], [t('imports.partner'), partnerName(one.partner)]]} />
      {over ? null : <Progress of={one.progress} />}
      <Counts one={one} />
      {over ? <Next one={one} /> : null}
      <Reasons of={one.reasons} />
      {over ? <Before one={one} /> : null}
      {one.state === 'done' || one.state === 'rejected' ? <Results id={id} one={one} /> : null}
      {one.state === 'done' && one.mode === 'import' && me.value.role !== 'partner' ? <Withdraw id={id} onDone={found.reload} /> : null}
    </>}</Loaded>
  </Page>
}

const Progress = ({of}) => <ul class="progress" aria-label={t('imports.progress')}>{Object.entries(of).map(([stage, percent]) => <li key={stage}>
  <label><span>{t(`import_stage.${stage}`)}</span><progress max="100" value={percent} /> <span class="quiet">{num(percent)}%</span></label>
</li>)}</ul>

const Counts = ({one}) => {
  const shown = FATES.filter(name => one.counts[name] !== undefined)
  if (!shown.length) return null
  return <dl class="figures">{shown.map(name => <div key={name} class={one.counts[name] && ['held', 'quarantined'].includes(name) ? 'bad' : ''}><dt>{t(`fate.${one.mode === 'check' && name === 'applied' ? 'would' : name}`)}</dt><dd>{num(one.counts[name])}</dd></div>)}</dl>
}

/** What to do now, in one sentence and one button. */
function Next({one}) {
  const bad = faultyOf(one)
  if (one.state === 'rejected' || one.state === 'failed') return <div class="notice"><p class="strong">{t(`imports.next.${one.state}`)}</p><a class="first" href="/imports">{t('imports.again')}</a></div>
  if (one.state !== 'done') return null
  if (one.mode === 'check') return <div class={`notice ${bad ? '' : 'fine'}`}>
    <p class="strong">{bad ? t('imports.next.faults', {n: bad}) : t('imports.next.clean')}</p>
    <div class="buttons">
      {held() ? <a class={bad ? 'second' : 'first'} href="/imports?mode=import">{bad ? t('imports.next.rest') : t('imports.next.import')}</a> : null}
      <a class={bad || !held() ? 'first' : 'second'} href="/imports">{t('imports.again')}</a>
    </div>
  </div>
  return bad ? <div class="notice"><p class="strong">{t('imports.next.some', {n: bad})}</p><div class="buttons"><a class="first" href="/imports">{t('imports.again')}</a>{one.codes['HOUSE-IDENTITY'] && me.value.role === 'coordinator' ? <a class="second" href="/holds">{t('imports.next.holds')}</a> : null}</div></div> : null
}

const Reasons = ({of}) => (of.length ? <section>
  <Table caption={t('imports.reasons')} rows={of} rowKey={one => `${one.code}-${one.column}`} columns={[
    {key: 'text', title: t('imports.reason'), head: true, cell: one => own(one.text)},
    {key: 'count', title: t('imports.count'), number: true, cell: one => num(one.count)},
    {key: 'rows', title: t('imports.rows'), cell: one => one.rows.map(row => num(row)).join(', ')},
    {key: 'code', title: t('imports.code'), cell: one => <code>{one.code}</code>},
  ]} />
</section> : null)

/** Beside the last file of the same sender, kind and mode: which faults are gone, which are new. */
function Before({one}) {
  const [wanted, want] = useState(false)
  return <More title={t('imports.compare')} onOpen={() => want(true)}>{wanted ? <Compared one={one} /> : null}</More>
}

function Compared({one}) {
  const found = useLoad(async signal => {
    const items = await all('/v1/imports', {signal, most: 300})
    const alike = items.filter(each => each.partner === one.partner && each.layout === one.layout && each.mode === one.mode && FINAL.includes(each.state) && each.received_at < one.received_at)
    return {before: alike.sort((each, other) => other.received_at.localeCompare(each.received_at))[0] ?? null}
  }, [one.import_id])
  return <Loaded from={found}>{({before}) => (before ? <Sides before={before} now={one} /> : <p class="quiet">{t('imports.compare.none')}</p>)}</Loaded>
}

function Sides({before, now}) {
  const texts = Object.fromEntries([...before.reasons, ...now.reasons].map(each => [each.code, own(each.text)]))
  const faults = [...new Set([...Object.keys(before.codes), ...Object.keys(now.codes)])].map(which => [which, before.codes[which] || 0, now.codes[which] || 0])
  const rows = [
    ...FATES.map(name => [`fate.${name}`, t(`fate.${name}`), before.counts[name] || 0, now.counts[name] || 0]),
    ...faults.sort((each, other) => other[2] - each[2]).map(([which, was, is]) => [which, texts[which] ?? which, was, is]),
  ].filter(([, , was, is]) => was || is)
  return <>
    <p>{t('imports.compare.with')} <a class="alone" href={`/imports/${before.import_id}`}>{moment(before.received_at)}</a></p>
    <Table caption={t('imports.compare')} rows={rows} rowKey={row => row[0]} columns={[
      {key: 'what', title: t('imports.reason'), head: true, cell: row => row[1]},
      {key: 'was', title: t('imports.compare.was'), number: true, cell: row => num(row[2])},
      {key: 'is', title: t('imports.compare.is'), number: true, cell: row => num(row[3])},
      {key: 'change', title: t('imports.compare.change'), number: true, cell: row => num(row[3] - row[2], {signDisplay: 'exceptZero'})},
    ]} />
  </>
}

function Results({id, one}) {
  return <section>
    <h2>{t('imports.files')}</h2>
    <p class="quiet">{t('imports.files.note')}</p>
    {one.reasons.length ? <Result id={id} name="errors" title={t('imports.errors')} hint={t('imports.errors.hint')} table={rows => <Errors rows={rows} reasons={one.reasons} />} /> : null}
    <Result id={id} name="diff" title={t('imports.diff')} hint={t('imports.diff.hint')} table={rows => <Diff rows={rows} />} />
  </section>
}

/** A result file: shown in part when it is wanted, since each look at it is noted, and kept as a file. */
function Result({id, name, title, hint, table}) {
  const [rows, set] = useState(null)
  const fetched = useCommand(() => file(`/v1/imports/${id}/files/${name}`))
  const show = async () => {
    const got = await fetched.run()
    if (got) set(rowsOf(await got.data.slice(0, READ).text(), SHOWN + 1))
  }
  const keep = async () => {
    const got = await fetched.run()
    if (got) save(got.data, `${name}-${id.slice(0, 8)}.csv`)
  }
  return <section>
    <h3>{title}</h3>
    <p class="hint">{hint}</p>
    {fetched.failure ? <Failed failure={fetched.failure} /> : null}
    <div class="buttons">
      {rows ? null : <button type="button" class="second" onClick={show} aria-disabled={fetched.busy ? 'true' : null}>{t('imports.show')}</button>}
      <button type="button" class="second" onClick={keep} aria-disabled={fetched.busy ? 'true' : null}>{t('imports.keep')}</button>
    </div>
    {rows ? <>{rows.length > SHOWN ? <p class="quiet">{t('imports.first', {n: SHOWN})}</p> : null}{table(rows)}</> : null}
  </section>
}

/** A line a fault: where, what stands there, what is wrong, what would do. Rows without a code are right and held with their household: they are counted. */
function Errors({rows: [head, ...rows], reasons}) {
  const ours = head.findIndex(name => name.startsWith('__')) // row, column, code, text and suggestion come after the sender's own
  const [row, column, which, text, better] = [0, 1, 2, 3, 4].map(place => ours + place)
  const faults = rows.map((cells, index) => ({key: index, row: cells[row], column: cells[column], code: cells[which], text: cells[text], better: cells[better], stands: cells[head.indexOf(cells[column])]}))
  const faulty = faults.filter(one => one.code)
  return <>{faulty.length < faults.length ? <p>{t('imports.with', {n: faults.length - faulty.length})}</p> : null}<Table caption={t('imports.faults', {n: faulty.length})} rows={faulty} rowKey={one => one.key} columns={[
    {key: 'row', title: t('imports.row'), head: true, number: true},
    {key: 'column', title: t('imports.column'), cell: one => <span lang="th">{one.column}</span>},
    {key: 'stands', title: t('imports.cell'), cell: one => (one.stands ? <code class="cell">{one.stands}</code> : one.column ? <span class="quiet">{t('imports.blank')}</span> : null)},
    {key: 'text', title: t('imports.reason'), cell: one => <What fault={one} reasons={reasons} />},
    {key: 'better', title: t('imports.better'), cell: one => (one.better ? <strong lang="th">{one.better}</strong> : null)},
  ]} /></>
}

/** The file speaks Thai; in English what the import itself says of that kind of fault, where it is plain which one. */
function What({fault, reasons}) {
  const alike = reasons.filter(one => one.code === fault.code)
  const said = alike.length === 1 ? alike[0] : alike.find(one => one.rows.includes(Number(fault.row)))
  return lang.value === 'en' && said ? said.text.en : <span lang="th">{fault.text}</span>
}

const Diff = ({rows: [head, ...rows]}) => <Table caption={t('imports.diff')} rows={rows.map((cells, index) => ({index, cells}))} rowKey={one => one.index}
  columns={head.map((title, place) => ({key: String(place), title, head: place === 0, cell: one => <span lang="th">{one.cells[place]}</span>}))} empty={<p class="quiet">{t('imports.diff.none')}</p>} />

function Withdraw({id, onDone}) {
  const [reason, set] = useState('')
  const [missing, setMissing] = useState(false)
  const command = useCommand(() => send('POST', `/v1/imports/${id}/withdrawal`, {reason: reason.trim()}))
  const submit = async event => {
    event.preventDefault()
    setMissing(reason.trim().length < 3)
    if (reason.trim().length < 3 || !(await confirm({title: t('imports.withdraw'), text: t('imports.withdraw.text'), yes: t('imports.withdraw'), danger: true}))) return
    if (await command.run()) onDone()
  }
  return <More title={t('imports.withdraw')}><form onSubmit={submit} noValidate>
    <ErrorSummary errors={missing ? {reason: t('imports.withdraw.missing')} : {}} failure={command.failure} />
    <Field name="reason" type="area" label={t('imports.withdraw.why')} value={reason} onChange={set} maxLength={500} error={missing ? t('imports.withdraw.missing') : null} />
    <Submit busy={command.busy}>{t('imports.withdraw')}</Submit>
  </form></More>
}
