// The area at a glance: where families stand, what they do not get, who is late; each number leads to what it counts.
// The service counts: all in one call where that is soon done, else the rest a district and an agency a call.
import words from '../../text/desk.json'
import {useState} from 'preact/hooks'
import {get} from '../../app/api.js'
import {areaName} from '../../app/areas.js'
import {day, today} from '../../app/days.js'
import {place} from '../../app/router.js'
import {me} from '../../app/session.js'
import {add, baht, code, num, t} from '../../app/text.js'
import {useLoad} from '../../app/use.js'
import {CopyText, Page} from '../../ui/page.jsx'
import {Empty, Failed, Loading} from '../../ui/state.jsx'
import {Table} from '../../ui/table.jsx'

add(words)
const AGENCIES = ['Msdhs', 'Lao', 'Moe', 'Moph', 'Mol', 'Moac', 'Cdd', 'Sbpac']
const PHASES = [1, 2, 3, 4]
const AT_ONCE = 4 // calls under way
const sum = (list, value) => list.reduce((total, one) => total + (value(one) || 0), 0)

export default function Overview() {
  const {area = ''} = place.value.query
  const [counted, setCounted] = useState(null)
  const found = useLoad(async signal => {
    setCounted(null)
    const asked = area ? `area=${area}&` : ''
    const [{data: first}, alerts] = await Promise.all([get(`/v1/overview${area ? `?area=${area}` : ''}`, {signal}), get(`/v1/alerts?${asked}limit=100`, {signal})])
    const step = () => setCounted(now => ({done: (now?.done ?? 0) + 1, all: first.left.length}))
    const rest = await inTurn(first.left, path => get(path, {signal}).then(({data}) => { step(); return data }))
    const answers = [...first.districts, ...first.agencies, ...rest]
    const households = answers.filter(one => one.district).flatMap(one => one.areas)
    const work = answers.filter(one => one.agency).flatMap(one => one.areas.map(each => ({...each, agency: one.agency}))).filter(one => one.area.startsWith(area))
    return {households: households.filter(one => one.area.startsWith(area)), work, alerts: alerts.data}
  }, [area])
  const title = area ? areaName(area) : t('overview')
  return <Page title={title} lead={t('overview.lead')} back={area ? ['/', t('overview')] : null} actions={found.data?.households.length ? <CopyText text={() => summary(found.data, area)} /> : null}>
    {found.state === 'failed' ? <Failed failure={found.failure} again={found.reload} />
      : !found.data ? <><Loading />{counted ? <p class="quiet"><progress max={counted.all} value={counted.done} aria-label={t('overview.counting')} /></p> : null}</>
        : found.data.households.length === 0 ? <Empty title={t('overview.empty')}><p>{t('overview.empty.do')}</p><p><a href="/imports">{t('menu.imports')}</a></p></Empty>
          : <Numbers {...found.data} area={area} />}
  </Page>
}

/** Calls a few at a time, answers in the order of the calls. */
async function inTurn(calls, work) {
  const answers = []
  let next = 0
  const lane = async () => {
    while (next < calls.length) {
      const at = next++
      answers[at] = await work(calls[at])
    }
  }
  await Promise.all(Array.from({length: AT_ONCE}, lane))
  return answers
}

/** For a chat: sums of an area, nothing that is about one family. */
function summary({households, work}, area) {
  const all = sum(households, one => one.households)
  return [
    t('overview.chat', {area: area ? areaName(area) : me.value.areas.map(one => areaName(one)).join(' '), day: day(today())}),
    t('overview.chat.households', {n: all, phases: PHASES.map(phase => `${code('phase', phase)} ${num(sum(households, one => one.phases[phase - 1]))}`).join(' · ')}),
    t('overview.chat.baht', {baht: baht(sum(households, one => one.unclaimed_baht))}),
    t('overview.chat.work', {n: sum(work, one => one.live), late: num(sum(work, one => one.late)), back: num(sum(work, one => one.returned))}),
    `${location.origin}/${area ? `?area=${area}` : ''}`,
  ].join('\n')
}

function Numbers({households, work, alerts, area}) {
  const here = area ? `&area=${area}` : ''
  const late = sum(work, one => one.late)
  const back = sum(work, one => one.returned)
  return <>
    <dl class="figures">
      <Figure name="households" value={num(sum(households, one => one.households))} href={`/households${area ? `?area=${area}` : ''}`} />
      <Figure name="baht" value={baht(sum(households, one => one.unclaimed_baht))} href={`/households?order=baht${here}`} />
      <Figure name="late" value={num(late)} href={`/tasks?show=late${here}`} bad={late} />
      <Figure name="back" value={num(back)} href={`/tasks?show=back${here}`} bad={back} />
      <Figure name="alerts" value={alerts.next_cursor ? `${num(alerts.items.length)}+` : num(alerts.items.length)} href={`/alerts${area ? `?area=${area}` : ''}`} bad={alerts.items.length} />
    </dl>
    <Areas households={households} work={work} length={area ? 6 : 4} />
    <Agencies work={work} here={here} />
  </>
}

const Figure = ({name, value, href, bad}) => <div class={bad ? 'bad' : ''}><dt>{t(`overview.${name}`)}</dt><dd><a href={href}>{value}</a></dd></div>

function Areas({households, work, length}) {
  const rows = [...new Set(households.map(one => one.area.slice(0, length)))].sort().map(area => {
    const own = households.filter(one => one.area.startsWith(area))
    const tasks = work.filter(one => one.area.startsWith(area))
    return {area, n: sum(own, one => one.households), phases: PHASES.map(phase => sum(own, one => one.phases[phase - 1])), baht: sum(own, one => one.unclaimed_baht), claims: sum(tasks, one => one.claims), late: sum(tasks, one => one.late)}
  })
  const link = area => (length === 4 ? `/?area=${area}` : `/households?area=${area}`)
  return <Table caption={t(length === 4 ? 'overview.districts' : 'overview.tambons')} rows={rows} rowKey={row => row.area} tone={row => (row.late ? 'bad' : null)} columns={[
    {key: 'area', title: t('overview.area'), head: true, cell: row => <a href={link(row.area)}>{areaName(row.area, {whole: false})}</a>},
    {key: 'n', title: t('overview.households'), number: true, cell: row => <a href={`/households?area=${row.area}`}>{num(row.n)}</a>},
    ...PHASES.map(phase => ({key: `p${phase}`, title: code('phase', phase), number: true, cell: row => (row.phases[phase - 1] ? <a href={`/households?area=${row.area}&phase=${phase}`}>{num(row.phases[phase - 1])}</a> : '–')})),
    {key: 'claims', title: t('overview.claims'), number: true, cell: row => (row.claims ? <a href={`/tasks?kind=claim&area=${row.area}`}>{num(row.claims)}</a> : '–')},
    {key: 'baht', title: t('overview.baht'), number: true, cell: row => <a href={`/households?order=baht&area=${row.area}`}>{baht(row.baht)}</a>},
    {key: 'late', title: t('overview.late'), number: true, cell: row => (row.late ? <a href={`/tasks?show=late&area=${row.area}`}>{num(row.late)}</a> : '–')},
  ]} />
}

function Agencies({work, here}) {
  const rows = AGENCIES.map(agency => {
    const own = work.filter(one => one.agency === agency)
    return {agency, live: sum(own, one => one.live), sent: sum(own, one => one.sent), late: sum(own, one => one.late), back: sum(own, one => one.returned)}
  }).filter(row => row.live).sort((one, other) => other.late - one.late || other.live - one.live)
  const link = (row, show, value) => (value ? <a href={`/tasks?agency=${row.agency}${show ? `&show=${show}` : ''}${here}`}>{num(value)}</a> : '–')
  return <Table caption={t('overview.agencies')} rows={rows} rowKey={row => row.agency} tone={row => (row.late ? 'bad' : null)} columns={[
    {key: 'agency', title: t('overview.agency'), head: true, cell: row => code('agency', row.agency)},
    {key: 'live', title: t('overview.live'), number: true, cell: row => link(row, '', row.live)},
    {key: 'sent', title: t('overview.sent'), number: true, cell: row => link(row, 'new', row.sent)},
    {key: 'late', title: t('overview.late'), number: true, cell: row => link(row, 'late', row.late)},
    {key: 'back', title: t('overview.back'), number: true, cell: row => link(row, 'back', row.back)},
  ]} />
}
