// One officer's rights: as they are, other ones, or none any more; each change with its reason and at once.
import words from '../../text/officers.json'
import {useState} from 'preact/hooks'
import {all, get, send} from '../../app/api.js'
import {areaName} from '../../app/areas.js'
import {officerName, officerText} from '../../app/officers.js'
import {me} from '../../app/session.js'
import {add, code, num, t} from '../../app/text.js'
import {useCommand, useDraft, useLoad} from '../../app/use.js'
import {confirm} from '../../ui/dialog.jsx'
import {ErrorSummary, errorsOf, Field, Submit, Tick} from '../../ui/form.jsx'
import {Facts, More, Page} from '../../ui/page.jsx'
import {Loaded} from '../../ui/state.jsx'
import {Status} from '../../ui/status.jsx'
import {toast} from '../../ui/toast.jsx'
import {AGENCIES, areasOf, choices, OF_AGENCY, ROLES} from './officers.jsx'

add(words)
const HOLDERS = [...OF_AGENCY, 'mentor'] // whose work can be handed over

export default function Officer({id}) {
  const found = useLoad(signal => get(`/v1/officers/${encodeURIComponent(id)}`, {signal}), [id])
  return <Page title={t('officers.one', {id: officerName(id)})} back={['/officers', t('officers')]}>
    <Loaded from={found}>{one => <>
      <Facts of={[
        [t('officers.id'), id], [t('officers.status'), <Status tone={one.status === 'active' ? 'good' : 'off'}>{code('officer_status', one.status)}</Status>], [t('account.role'), code('role', one.role)],
        [t('account.agency'), one.agency && code('agency', one.agency)], [t('officers.partner'), one.partner], [t('account.areas'), one.areas.map(area => areaName(area)).join(' · ')],
      ]} />
      {me.value.role === 'administrator' && one.officer_id !== me.value.officer_id ? <>
        <Change key={`c${one.version}`} one={one} etag={found.etag} onDone={found.reload} />
        {one.status === 'active' && HOLDERS.includes(one.role) ? <HandOver key={`h${one.version}`} one={one} onDone={found.reload} /> : null}
        <End one={one} etag={found.etag} onDone={found.reload} />
      </> : null}
    </>}</Loaded>
  </Page>
}

/** October's rotation: what moves is counted first; then to whom, why, and whether this officer leaves. */
function HandOver({one, onDone}) {
  const [open, setOpen] = useState(false)
  return <More title={t('handover')} onOpen={() => setOpen(true)}>{open ? <HandOverForm one={one} onDone={onDone} /> : null}</More>
}

/** Who may take over: the same role and agency, active; a mentor who has a household already cannot. */
async function takers(one, signal) {
  const {data: load} = await get(`/v1/officers/${encodeURIComponent(one.officer_id)}/load`, {signal})
  const asked = new URLSearchParams({role: one.role, status: 'active', ...(one.agency && {agency: one.agency})})
  const others = await all(`/v1/officers?${asked}`, {signal, most: 1000})
  return {load, others: others.filter(each => each.officer_id !== one.officer_id)}
}

function HandOverForm({one, onDone}) {
  const found = useLoad(signal => takers(one, signal), [one.officer_id, one.version])
  const [values, change, done] = useDraft(`handover.${one.officer_id}`, {to_officer: '', reason: '', stays: false})
  const [wrong, setWrong] = useState({})
  const [passed, setPassed] = useState(null)
  const command = useCommand(() => send('POST', '/v1/officers/handover', {from_officer: one.officer_id, to_officer: values.to_officer, reason: values.reason.trim(), revoke: !values.stays}))
  const submit = async event => {
    event.preventDefault()
    const missing = Object.fromEntries(['to_officer', 'reason'].filter(name => !values[name].trim()).map(name => [name, t('officers.missing')]))
    setWrong(missing)
    if (Object.keys(missing).length) return
    const {load} = found.data
    const text = [moved(load), t(values.stays ? 'handover.stays.text' : 'officers.end.text')].join(' ')
    if (!(await confirm({title: t('handover.sure', {to: officerText(values.to_officer)}), text, yes: t('handover.do'), danger: !values.stays}))) return
    const answer = await command.run()
    if (!answer) return
    setPassed({...answer.data, to: values.to_officer})
    done()
  }
  if (passed) return <div class="notice fine" role="status"><p class="strong">{t('handover.done', {to: officerText(passed.to)})}</p><p>{t('handover.passed', {n: passed.given.length, waiting: passed.waiting.length})}</p><button type="button" class="second" onClick={onDone}>{t('do.close')}</button></div>
  return <Loaded from={found}>{({load, others}) => <form onSubmit={submit} noValidate class="read">
    <ErrorSummary errors={{...errorsOf(command.failure), ...wrong}} failure={command.failure} />
    <p><b>{moved(load)}</b></p>
    {others.length ? null : <p class="notice">{t('handover.nobody')}</p>}
    <Field name="to_officer" type="select" label={t('handover.to')} hint={t('handover.to.hint')} value={values.to_officer} error={wrong.to_officer} onChange={value => change('to_officer', value)} options={[['', t('officers.choose')], ...others.map(each => [each.officer_id, `${officerName(each.officer_id)} · ${each.areas.map(area => areaName(area)).join(' ')}`])]} />
    <Field name="reason" type="area" label={t('officers.reason')} hint={t('officers.reason.hint')} value={values.reason} error={wrong.reason} onChange={value => change('reason', value)} maxLength={200} />
    <Tick name="stays" label={t('handover.stays')} checked={values.stays} onChange={value => change('stays', value)} />
    <Submit busy={command.busy}>{t('handover.do')}</Submit>
  </form>}</Loaded>
}

const moved = load => [t('handover.moves', {n: load.in_progress}), load.waiting && t('handover.follow', {n: load.waiting}), load.household_id && t('handover.household')].filter(Boolean).join(' ')

function useChange(one, etag, onDone) {
  const command = useCommand(body => send('PATCH', `/v1/officers/${encodeURIComponent(one.officer_id)}`, body, {match: etag}))
  const say = async body => {
    const answer = await command.run(body)
    if (!answer) return false
    const {given, waiting} = answer.data.passed
    toast(given.length + waiting.length ? t('officers.passed', {n: given.length, waiting: num(waiting.length)}) : t('officers.changed'))
    onDone()
    return true
  }
  return [command, say]
}

function Change({one, etag, onDone}) {
  const [values, change, done] = useDraft(`officer.${one.officer_id}.${one.version}`, {role: one.role, agency: one.agency ?? '', areas: one.areas.join(' '), reason: ''})
  const [wrong, setWrong] = useState({})
  const [command, say] = useChange(one, etag, onDone)
  const submit = async event => {
    event.preventDefault()
    const missing = Object.fromEntries(['areas', 'reason'].filter(name => !values[name].trim()).map(name => [name, t('officers.missing')]))
    if (OF_AGENCY.includes(values.role) && !values.agency) missing.agency = t('officers.missing')
    setWrong(missing)
    if (Object.keys(missing).length) return
    const body = {role: values.role, areas: areasOf(values.areas), reason: values.reason.trim(), ...(OF_AGENCY.includes(values.role) && {agency: values.agency})}
    if (await say(body)) done()
  }
  const errors = {...errorsOf(command.failure), ...wrong}
  const field = name => ({name, value: values[name], error: errors[name], onChange: value => change(name, value)})
  return <More title={t('officers.change')}><form onSubmit={submit} noValidate class="read">
    <ErrorSummary errors={errors} failure={command.failure} />
    <Field {...field('role')} type="select" label={t('account.role')} options={ROLES.map(each => [each, code('role', each)])} />
    {OF_AGENCY.includes(values.role) ? <Field {...field('agency')} type="select" label={t('account.agency')} options={choices('agency', AGENCIES, t('officers.choose'))} /> : null}
    <Field {...field('areas')} label={t('account.areas')} hint={t('officers.areas.hint')} />
    <Field {...field('reason')} type="area" label={t('officers.reason')} hint={t('officers.reason.hint')} maxLength={200} />
    <Submit busy={command.busy}>{t('officers.change')}</Submit>
  </form></More>
}

function End({one, etag, onDone}) {
  const active = one.status === 'active'
  const [reason, setReason] = useState('')
  const [missing, setMissing] = useState(false)
  const [command, say] = useChange(one, etag, onDone)
  const title = t(active ? 'officers.end' : 'officers.again')
  const submit = async event => {
    event.preventDefault()
    setMissing(!reason.trim())
    if (!reason.trim() || !(await confirm({title, text: active ? t('officers.end.text') : null, yes: title, danger: active}))) return
    if (await say({status: active ? 'revoked' : 'active', reason: reason.trim()})) setReason('')
  }
  return <More title={title}><form onSubmit={submit} noValidate class="read">
    <ErrorSummary errors={missing ? {reason: t('officers.missing')} : {}} failure={command.failure} />
    {active ? <p>{t('officers.end.text')}</p> : null}
    <Field name="reason" type="area" label={t('officers.reason')} hint={t('officers.reason.hint')} value={reason} error={missing ? t('officers.missing') : null} onChange={setReason} maxLength={200} />
    <button class={active ? 'danger' : 'first'} aria-disabled={command.busy ? 'true' : null}>{title}</button>
  </form></More>
}
