// The desk of alerts and grievances: each alert has fifteen days to a decision, each grievance its clock.
import cases from '../../text/cases.json'
import words from '../../text/desk.json'
import {useState} from 'preact/hooks'
import {all, get, send} from '../../app/api.js'
import {areaName} from '../../app/areas.js'
import {day} from '../../app/days.js'
import {officerText} from '../../app/officers.js'
import {place} from '../../app/router.js'
import {me} from '../../app/session.js'
import {add, baht, code, num, own, t} from '../../app/text.js'
import {useCommand, useDraft, useLoad} from '../../app/use.js'
import {Card, Cards} from '../../ui/card.jsx'
import {Due} from '../../ui/due.jsx'
import {Choice, ErrorSummary, Field, Submit} from '../../ui/form.jsx'
import {More, Page} from '../../ui/page.jsx'
import {Empty, Loaded} from '../../ui/state.jsx'
import {Status} from '../../ui/status.jsx'
import {TaskStatus} from '../../ui/task.jsx'
import {toast} from '../../ui/toast.jsx'

add(cases)
add(words)
const DECISIONS = ['back_to_planning', 'measure_added', 'watch', 'no_action']

export default function Alerts() {
  const {area = ''} = place.value.query
  const asked = area ? `?area=${area}` : ''
  const alerts = useLoad(signal => all(`/v1/alerts${asked}`, {signal}), [area])
  const tasks = useLoad(signal => all(`/v1/tasks${asked}`, {signal}), [area])
  return <Page title={t('alerts')} lead={area ? areaName(area) : t('alerts.lead')} back={area ? ['/alerts', t('alerts.everywhere')] : null}>
    <h2>{t('alerts.alerts')}</h2>
    <Loaded from={alerts}>{items => (items.length
      ? <Cards label={t('alerts.alerts')}>{items.map(one => <Alert key={one.alert_id} one={one} onDone={alerts.reload} />)}</Cards>
      : <Empty title={t('alerts.none')}><p>{t('alerts.none.do')}</p></Empty>)}</Loaded>
    <h2>{t('alerts.grievances')}</h2>
    <Loaded from={tasks}>{items => <Grievances tasks={items.filter(task => task.kind === 'grievance')} />}</Loaded>
    {me.value.role === 'coordinator' ? <Desk /> : null}
  </Page>
}

const Grievances = ({tasks}) => (tasks.length
  ? <Cards label={t('alerts.grievances')}>{tasks.map(task => <Card key={task.task_id} title={t('grievance')} href={`/grievances/${task.task_id}`} status={<TaskStatus task={task} />} tone="warn"><p><Due on={task.due} /> <span class="quiet">{code('agency', task.agency)} · {areaName(task.area)}</span></p></Card>)}</Cards>
  : <Empty title={t('alerts.no_grievances')} />)

function Alert({one, onDone}) {
  return <Card title={own(one.text)} href={`/households/${one.household_id}`} tone={one.late ? 'bad' : 'warn'} status={<Due on={one.decide_by} />}>
    <p class="quiet">{t('household.title', {id: one.household_id})} · {t('alerts.since', {day: day(one.opened_on)})}</p>
    {one.note ? <p>{one.note}</p> : null}
    {one.wish ? <p class="notice">{t('alerts.wish', {by: officerText(one.wish.by), decision: code('alert_decision', one.wish.decision)})} {one.wish.reason}</p> : null}
    <Decide one={one} onDone={onDone} />
  </Card>
}

function Decide({one, onDone}) {
  const [values, change, done] = useDraft(`alert.${one.alert_id}`, {decision: one.wish?.decision || '', reason: ''})
  const [wrong, setWrong] = useState({})
  const command = useCommand(() => send('POST', `/v1/alerts/${encodeURIComponent(one.alert_id)}/decision`, {decision: values.decision, reason: values.reason.trim()}, {match: `"${one.version}"`}))
  const submit = async event => {
    event.preventDefault()
    const found = {}
    if (!values.decision) found.decision = t('decide.missing')
    if (!values.reason.trim()) found.reason = t('decide.reason.missing')
    setWrong(found)
    if (Object.keys(found).length || !(await command.run())) return
    done()
    toast(t('decided'))
    onDone()
  }
  return <More title={t('decide')} open={Boolean(values.decision || values.reason)}><form onSubmit={submit} noValidate>
    <ErrorSummary errors={wrong} failure={command.failure} />
    <Choice name="decision" label={t('decide.what')} value={values.decision} error={wrong.decision} onChange={value => change('decision', value)} options={DECISIONS.map(each => [each, code('alert_decision', each), each === 'no_action' ? t('alerts.two') : null])} />
    <Field type="area" name="reason" label={t('decide.reason')} hint={t('decide.reason.hint')} value={values.reason} error={wrong.reason} onChange={value => change('reason', value)} maxLength={500} />
    <Submit busy={command.busy}>{t('decide.do')}</Submit>
  </form></More>
}

/** What only a coordinator can sort out: replies that could not be taken, what a new edition of the law takes, persons in two households. */
function Desk() {
  const desk = useLoad(async signal => {
    const [items, holds] = await Promise.all([get('/v1/desk?limit=100', {signal}), get('/v1/holds?limit=100', {signal})])
    return {items: items.data.items, holds: holds.data.items}
  }, [])
  return <section><h2>{t('desk.rest')}</h2><Loaded from={desk}>{({items, holds}) => (items.length + holds.length === 0
    ? <Empty title={t('desk.none')} />
    : <Cards label={t('desk.rest')}>
      {items.map((one, index) => <Card key={index} title={t(`desk.${one.kind}`)} href={one.household_id ? `/households/${one.household_id}` : null} tone="warn"><p class="quiet">{[day(one.on), one.agency && code('agency', one.agency), one.code].filter(Boolean).join(' · ')}</p>
        {one.losses.map(loss => <p key={`${loss.benefit}-${loss.member_id}`}>{loss.benefit ? code('what', loss.benefit) : t('desk.unnamed')}: {baht(loss.baht_before)} → {baht(loss.baht_after)}</p>)}</Card>)}
      {holds.length ? <Card title={t('desk.holds')} href="/holds" tone="warn" status={<Status tone="ask">{num(holds.length)}</Status>} /> : null}
    </Cards>)}</Loaded></section>
}
