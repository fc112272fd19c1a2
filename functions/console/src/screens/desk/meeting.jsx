// A meeting's agenda: like things together, one decision or one for all alike, each with its reason, then the minutes.
import cases from '../../text/cases.json'
import words from '../../text/desk.json'
import {useState} from 'preact/hooks'
import {file, get, send} from '../../app/api.js'
import {save} from '../../app/csv.js'
import {day} from '../../app/days.js'
import {officerText} from '../../app/officers.js'
import {me} from '../../app/session.js'
import {add, code, has, num, own, t} from '../../app/text.js'
import {useCommand, useDraft, useLoad} from '../../app/use.js'
import {Card, Cards} from '../../ui/card.jsx'
import {confirm} from '../../ui/dialog.jsx'
import {ErrorSummary, Field, Tick} from '../../ui/form.jsx'
import {Officer} from '../../ui/officer.jsx'
import {Facts, Page} from '../../ui/page.jsx'
import {Empty, Loaded} from '../../ui/state.jsx'
import {Status} from '../../ui/status.jsx'
import {toast} from '../../ui/toast.jsx'

add(cases)
add(words)
const AGENCIES = ['Msdhs', 'Lao', 'Moe', 'Moph', 'Mol', 'Moac', 'Cdd', 'Sbpac']
const OUTCOMES = ['NOT_ENTITLED_CONFIRMED', 'REFUSED_BY_FAMILY', 'UNREACHABLE', 'MOVED', 'DECEASED', 'ALREADY_RECEIVING']
const GOOD = ['approve', 'fund', 'grant', 'measure_added']

export default function Meeting({id}) {
  const found = useLoad(signal => get(`/v1/meetings/${id}`, {signal}), [id])
  const minutes = useCommand(() => file(`/v1/meetings/${id}/minutes`))
  const keep = async () => {
    const got = await minutes.run()
    if (got) save(got.data, `minutes-${found.data.on}.pdf`)
    else toast(t('plan.paper.failed'))
  }
  return <Page title={found.data ? t('meeting.on', {day: day(found.data.on)}) : t('meeting')} back={['/meetings', t('meetings')]}
    actions={<button type="button" class="second" onClick={keep} aria-disabled={minutes.busy ? 'true' : null}>{t('meeting.minutes')}</button>}>
    <Loaded from={found}>{one => <Agenda meeting={one} etag={found.etag} reload={found.reload} />}</Loaded>
  </Page>
}

function Agenda({meeting, etag, reload}) {
  const may = me.value.role === 'committee' && !meeting.closed && [meeting.chair, ...meeting.present].includes(me.value.officer_id)
  const command = useCommand(body => send('POST', `/v1/meetings/${meeting.meeting_id}/decisions`, body, {match: etag}))
  const say = async body => {
    const answer = await command.run(body)
    if (answer) toast(t('decided'))
    reload()
    return answer
  }
  const close = async () => {
    if (await confirm({title: t('meeting.close'), text: t('meeting.close.text'), yes: t('meeting.close')})) say({decisions: [], close: true})
  }
  const kinds = [...new Set(meeting.items.map(item => item.kind))]
  return <>
    <Facts of={[[t('meetings.state'), <Status tone={meeting.closed ? 'off' : 'warn'}>{t(meeting.closed ? 'meetings.closed' : 'meetings.going')}</Status>], [t('meetings.chair'), <Officer id={meeting.chair} />], [t('meetings.present'), meeting.present.map(officerText).join(' · ')]]} />
    <ErrorSummary failure={command.failure} />
    {meeting.items.length ? null : <Empty title={t('meeting.empty')} />}
    {kinds.map(kind => {
      const items = meeting.items.filter(item => item.kind === kind)
      return <section key={kind}>
        <h2>{own(items[0].text)} ({num(items.length)})</h2>
        <Cards label={own(items[0].text)}>{items.map(item => <Item key={item.reference} item={item} alike={items.filter(one => one.alike === item.alike && !one.verdict).length} meeting={meeting.meeting_id} may={may && !item.verdict} busy={command.busy} say={say} />)}</Cards>
      </section>
    })}
    {may ? <div class="buttons"><button type="button" class="second" onClick={close}>{t('meeting.close')}</button></div> : null}
  </>
}

const linkOf = (item, meeting) => {
  if (item.kind === 'plan' || item.kind === 'money') return `/households/${item.household_id}/plan?meeting=${meeting}`
  return item.kind === 'alert' ? '/alerts' : `/tasks/${item.reference}`
}
const aboutOf = item => item.alike.split(' ').map(one => ['agency', 'what', 'cause', 'track'].map(kind => `${kind}.${one}`).find(has)).filter(Boolean).map(key => t(key)).join(' · ')

function Item({item, alike, meeting, may, busy, say}) {
  return <Card level={3} title={aboutOf(item) || t('household.title', {id: item.household_id})} href={linkOf(item, meeting)} tone={item.verdict ? (GOOD.includes(item.verdict) ? 'good' : 'info') : 'warn'}
    status={item.verdict ? <Status tone={GOOD.includes(item.verdict) ? 'good' : 'info'}>{code('verdict', item.verdict)}</Status> : <Status tone="ask">{t('meeting.open')}</Status>}>
    <p class="quiet">{t('household.title', {id: item.household_id})}{item.since ? ` · ${t(item.kind === 'plan' ? 'meeting.starts' : 'meeting.since', {day: day(item.since)})}` : ''}</p>
    {item.reason ? <p>{item.reason}</p> : null}
    {may ? <Verdict item={item} alike={alike} busy={busy} say={say} /> : null}
  </Card>
}

function Verdict({item, alike, busy, say}) {
  const [values, change, done] = useDraft(`verdict.${item.reference}`, {verdict: '', reason: '', agency: '', outcome: '', together: false})
  const [wrong, setWrong] = useState({})
  const needs = {reroute: 'agency', close_no_action: 'outcome'}[values.verdict]
  const submit = async event => {
    event.preventDefault()
    const found = {}
    if (!values.verdict) found.verdict = t('decide.missing')
    if (values.verdict && !GOOD.includes(values.verdict) && !values.reason.trim()) found.reason = t('decide.reason.missing')
    if (needs && !values[needs]) found[needs] = t('decide.choose')
    setWrong(found)
    if (Object.keys(found).length) return
    const target = values.together ? {kind: item.kind, alike: item.alike} : {reference: item.reference}
    const decision = {verdict: values.verdict, ...target, ...(values.reason.trim() && {reason: values.reason.trim()}), ...(needs && {[needs]: values[needs]})}
    if (await say({decisions: [decision]})) done()
  }
  const field = name => ({name, value: values[name], error: wrong[name], onChange: value => change(name, value)})
  return <form onSubmit={submit} noValidate>
    <div class="asks">
      <Field {...field('verdict')} type="select" label={t('decide')} options={[['', t('decide.choose')], ...item.verdicts.map(one => [one, code('verdict', one)])]} />
      {needs === 'agency' ? <Field {...field('agency')} type="select" label={t('overview.agency')} options={[['', t('decide.choose')], ...AGENCIES.map(one => [one, code('agency', one)])]} /> : null}
      {needs === 'outcome' ? <Field {...field('outcome')} type="select" label={t('decide.outcome')} options={[['', t('decide.choose')], ...OUTCOMES.map(one => [one, code('outcome', one)])]} /> : null}
      {values.verdict ? <Field {...field('reason')} label={t('decide.reason')} optional={GOOD.includes(values.verdict)} maxLength={500} /> : null}
    </div>
    {alike > 1 ? <Tick name="together" label={t('meeting.alike', {n: alike})} checked={values.together} onChange={on => change('together', on)} /> : null}
    <button class="first" aria-disabled={busy ? 'true' : null}>{t('decide.do')}</button>
  </form>
}
