// The area at a glance: where families stand, what they do not get, who is late; each number leads to what it counts.
import words from '../../text/desk.json'
import {all, get} from '../../app/api.js'
import {areaName} from '../../app/areas.js'
import {daysUntil} from '../../app/days.js'
import {place} from '../../app/router.js'
import {add, baht, code, num, t} from '../../app/text.js'
import {useLoad} from '../../app/use.js'
import {Page} from '../../ui/page.jsx'
import {Empty, Loaded} from '../../ui/state.jsx'
import {Table} from '../../ui/table.jsx'

add(words)
const MOST = 2000 // households and tasks that one look counts; a country is looked at by province, in the reports
const PHASES = [1, 2, 3, 4]
const late = task => task.state !== 'done' && ((task.due && daysUntil(task.due) < 0) || (task.state === 'sent' && task.acknowledge_by && daysUntil(task.acknowledge_by) < 0))
const sum = (list, value) => list.reduce((total, one) => total + (value(one) || 0), 0)

export default function Overview() {
  const {area = ''} = place.value.query
  const found = useLoad(async signal => {
    const asked = area ? `?area=${area}` : ''
    const [households, tasks, alerts] = await Promise.all([
      all(`/v1/households${asked}`, {signal, most: MOST}), all(`/v1/tasks${asked}`, {signal, most: MOST}), get(`/v1/alerts${asked}${asked ? '&' : '?'}limit=100`, {signal}),
    ])
    return {households, tasks, alerts: alerts.data}
  }, [area])
  return <Page title={area ? areaName(area) : t('overview')} lead={t('overview.lead')} back={area ? ['/', t('overview')] : null}>
    <Loaded from={found}>{data => (data.households.length === 0
      ? <Empty title={t('overview.empty')}><p>{t('overview.empty.do')}</p><p><a href="/imports">{t('menu.imports')}</a></p></Empty>
      : <Numbers {...data} area={area} />)}</Loaded>
  </Page>
}

function Numbers({households, tasks, alerts, area}) {
  const behind = tasks.filter(late)
  const back = tasks.filter(task => task.state === 'returned')
  const here = area ? `&area=${area}` : ''
  return <>
    {households.length >= MOST ? <p class="old">{t('overview.most', {n: MOST})}</p> : null}
    <dl class="figures">
      <Figure name="households" value={num(households.length)} href={`/households${area ? `?area=${area}` : ''}`} />
      <Figure name="baht" value={baht(sum(households, one => one.unclaimed_baht))} href={`/households?order=baht${here}`} />
      <Figure name="late" value={num(behind.length)} href={`/tasks?show=late${here}`} bad={behind.length} />
      <Figure name="back" value={num(back.length)} href={`/tasks?show=back${here}`} bad={back.length} />
      <Figure name="alerts" value={alerts.next_cursor ? `${num(alerts.items.length)}+` : num(alerts.items.length)} href="/alerts" bad={alerts.items.length} />
    </dl>
    <Areas households={households} tasks={tasks} length={area ? 6 : 4} />
    <Agencies tasks={tasks} here={here} />
  </>
}

const Figure = ({name, value, href, bad}) => <div class={bad ? 'bad' : ''}><dt>{t(`overview.${name}`)}</dt><dd><a href={href}>{value}</a></dd></div>

function Areas({households, tasks, length}) {
  const rows = [...new Set(households.map(one => one.area.slice(0, length)))].sort().map(area => {
    const own = households.filter(one => one.area.startsWith(area))
    const work = tasks.filter(task => task.area.startsWith(area))
    return {area, own, phases: PHASES.map(phase => own.filter(one => one.phase === phase).length), baht: sum(own, one => one.unclaimed_baht), claims: work.filter(task => task.kind === 'claim').length, late: work.filter(late).length}
  })
  const link = area => (length === 4 ? `/?area=${area}` : `/households?area=${area}`)
  return <Table caption={t(length === 4 ? 'overview.districts' : 'overview.tambons')} rows={rows} rowKey={row => row.area} tone={row => (row.late ? 'bad' : null)} columns={[
    {key: 'area', title: t('overview.area'), head: true, cell: row => <a href={link(row.area)}>{areaName(row.area, {whole: false})}</a>},
    {key: 'n', title: t('overview.households'), number: true, cell: row => num(row.own.length)},
    ...PHASES.map(phase => ({key: `p${phase}`, title: code('phase', phase), number: true, cell: row => (row.phases[phase - 1] ? <a href={`/households?area=${row.area}&phase=${phase}`}>{num(row.phases[phase - 1])}</a> : '–')})),
    {key: 'claims', title: t('overview.claims'), number: true, cell: row => num(row.claims)},
    {key: 'baht', title: t('overview.baht'), number: true, cell: row => baht(row.baht)},
    {key: 'late', title: t('overview.late'), number: true, cell: row => (row.late ? <a href={`/tasks?show=late&area=${row.area.slice(0, 4)}`}>{num(row.late)}</a> : '–')},
  ]} />
}

function Agencies({tasks, here}) {
  const rows = [...new Set(tasks.map(task => task.agency))].map(agency => {
    const own = tasks.filter(task => task.agency === agency)
    return {agency, live: own.length, sent: own.filter(task => task.state === 'sent').length, late: own.filter(late).length, back: own.filter(task => task.state === 'returned').length}
  }).sort((one, other) => other.late - one.late || other.live - one.live)
  const link = (row, show, value) => (value ? <a href={`/tasks?agency=${row.agency}${show ? `&show=${show}` : ''}${here}`}>{num(value)}</a> : '–')
  return <Table caption={t('overview.agencies')} rows={rows} rowKey={row => row.agency} tone={row => (row.late ? 'bad' : null)} columns={[
    {key: 'agency', title: t('overview.agency'), head: true, cell: row => code('agency', row.agency)},
    {key: 'live', title: t('overview.live'), number: true, cell: row => link(row, '', row.live)},
    {key: 'sent', title: t('overview.sent'), number: true, cell: row => link(row, 'new', row.sent)},
    {key: 'late', title: t('overview.late'), number: true, cell: row => link(row, 'late', row.late)},
    {key: 'back', title: t('overview.back'), number: true, cell: row => link(row, 'back', row.back)},
  ]} />
}
