// One screen to act on a task: what to do, what that needs, and a way on when somebody else was faster. What may be done
// comes from the API; what each needs follows from the table of transitions (shared/domain/task_table.py).
import cases from '../text/cases.json'
import words from '../text/acts.json'
import {useEffect, useRef, useState} from 'preact/hooks'
import {all, send} from '../app/api.js'
import {day, today} from '../app/days.js'
import {officerName, officerText} from '../app/officers.js'
import {me} from '../app/session.js'
import {add, code, has, t} from '../app/text.js'
import {useCommand, useDraft, useLoad} from '../app/use.js'
import {confirm} from './dialog.jsx'
import {Choice, ErrorSummary, errorsOf, Field, Submit} from './form.jsx'
import {TaskStatus} from './task.jsx'
import {toast} from './toast.jsx'

add(cases)
add(words)
const AGENCIES = ['Msdhs', 'Lao', 'Moe', 'Moph', 'Mol', 'Moac', 'Cdd', 'Sbpac']
const OUTCOMES = ['RECEIVED', 'RECEIVED_PARTLY', 'ALREADY_RECEIVING', 'NOT_ENTITLED_CONFIRMED', 'REFUSED_BY_FAMILY', 'UNREACHABLE', 'MOVED', 'DECEASED']
const RETURNS = ['WRONG_AGENCY', 'WRONG_AREA', 'INSUFFICIENT_INFO', 'DUPLICATE', 'NOT_ENTITLED', 'NO_BUDGET']
const WAITS = ['citizen', 'court', 'force_majeure', 'budget', 'other_agency']
const WAYS = ['phone', 'visit', 'letter']
const LONGEST_WAIT = 30 // days
const TRIES = 3
/** action -> its fields; a "?" after a name: may stay empty. */
const FIELDS = {
  accept: [], take: [], take_up: [], resume: [], recall: [],
  return: ['return_reason', 'note?'], assign: ['officer'], reassign: ['officer', 'reason'],
  hold: ['waiting_on', 'reason', 'resume_by'], extend: ['resume_by'], done: ['outcome', 'evidence', 'note?'],
  send: ['reason'], cancel: ['reason'], reroute: ['agency', 'note?'], amend: ['note'], close_no_action: ['outcome', 'evidence?'],
  confirm: ['confirmed_by'], dispute: ['reason'], reopen: ['reason'],
}
const FINAL = ['cancel', 'close_no_action', 'return']
const EMPTY = {action: '', evidence: '', days: ['', '', ''], ways: ['', '', '']}

/** task: TaskSeen; path: where actions go; onDone: after one was recorded; reload: fetch the task anew. */
export function Act({task, path = `/v1/tasks/${task.task_id}/actions`, onDone, reload}) {
  const [values, change, done] = useDraft(`act.${task.task_id}`, EMPTY)
  const [wrong, setWrong] = useState({})
  const opened = useRef(task)
  const command = useCommand(() => carryOut(path, task, values))
  const actions = offered(task)
  const action = actions.includes(values.action) ? values.action : ''
  const stale = command.failure?.kind === 'stale'
  useEffect(() => { if (stale) reload() }, [stale])
  useEffect(() => { if (!stale) opened.current = task }, [task.version])
  if (!actions.length) return <p class="quiet">{t('act.none')}</p>
  const submit = async event => {
    event.preventDefault()
    const found = action ? faults(action, values) : {action: t('act.pick')}
    setWrong(found)
    if (Object.keys(found).length) return
    if (FINAL.includes(action) && !(await confirm({title: t('act.sure', {what: t(`do_task.${action}`)}), text: action === 'close_no_action' ? t('act.two') : t('act.sure.text'), yes: t(`do_task.${action}`), danger: true}))) return
    if (!(await command.run())) return
    done()
    toast(t('act.done'))
    onDone()
  }
  const errors = {...errorsOf(command.failure), ...wrong}
  return <form onSubmit={submit} noValidate class="act">
    {stale ? <Conflict before={opened.current} now={task} gone={values.action && !action} /> : <ErrorSummary errors={errors} failure={command.failure} />}
    {task.closing ? <p class="notice">{t('act.closing', {by: officerText(task.closing.by), outcome: code('outcome', task.closing.outcome)})}</p> : null}
    <Choice name="action" label={t('act.what')} value={action} error={wrong.action} onChange={one => { setWrong({}); change('action', one) }} options={actions.map(one => [one, t(`do_task.${one}`)])} />
    {action ? fieldsOf(action, values).map(name => <Part key={name} name={name} values={values} change={change} errors={errors} />) : null}
    <Submit busy={command.busy}>{action ? t(`do_task.${action}`) : t('act.send')}</Submit>
  </form>
}

/** Who does it oneself needs one step, not two: accept and take up, or take up what is accepted. */
function offered(task) {
  const own = me.value.role === 'agency_officer'
  const found = task.actions.filter(one => one in FIELDS && !(own && one === 'assign'))
  if (own && task.actions.includes('accept')) return ['take', ...found]
  return own && task.actions.includes('assign') ? ['take_up', ...found] : found
}

function fieldsOf(action, values) {
  const names = FIELDS[action].map(name => name.replace('?', ''))
  if (values.outcome === 'UNREACHABLE' && names.includes('evidence')) return names.map(name => (name === 'evidence' ? 'attempts' : name))
  return names.includes('outcome') && values.outcome === 'NOT_ENTITLED_CONFIRMED' ? [...names, 'law'] : names
}

function faults(action, values) {
  const found = {}
  for (const name of fieldsOf(action, values)) {
    if (name === 'attempts') {
      if (attempts(values).length < TRIES || new Set(values.days).size < 2) found['day-0'] = t('act.attempts.missing')
    } else if (!FIELDS[action].includes(`${name}?`) && !String(values[name] ?? '').trim()) found[name] = t('act.missing')
  }
  return found
}

const attempts = ({days, ways}) => days.map((one, index) => one && ways[index] && `attempt:${one}:${ways[index]}`).filter(Boolean)
const lines = text => text.split('\n').map(one => one.trim()).filter(Boolean)

async function carryOut(path, task, values) {
  const say = (body, version) => send('POST', path, body, {match: `"${version}"`})
  const officer = me.value.officer_id
  if (values.action === 'take') {
    const {data} = await say({action: 'accept'}, task.version)
    return say({action: 'assign', officer}, data.version)
  }
  if (values.action === 'take_up') return say({action: 'assign', officer}, task.version)
  const body = {action: values.action}
  for (const name of fieldsOf(values.action, values)) {
    if (name === 'attempts') body.evidence = attempts(values)
    else if (name === 'evidence') body.evidence = lines(values.evidence)
    else if (values[name]?.trim()) body[{return_reason: 'reason', law: 'reason'}[name] || name] = values[name].trim()
  }
  return say(body, task.version)
}

/** Both versions, side by side, before anything is sent again. */
function Conflict({before, now, gone}) {
  const side = (title, one) => <div><p class="strong">{title}</p><p><TaskStatus task={one} /></p><p>{[one.officer && officerName(one.officer), one.due && day(one.due), one.outcome && code('outcome', one.outcome)].filter(Boolean).join(' · ')}</p></div>
  return <div class="notice" role="alert">
    <p class="strong">{t('act.stale')}</p>
    <div class="sides">{side(t('act.stale.before'), before)}{side(t('act.stale.now'), now)}</div>
    {gone ? <p>{t('act.stale.gone')}</p> : null}
  </div>
}

const select = (kind, list) => [['', t('act.choose')], ...list.map(one => [one, code(kind, one)])]
const later = days => today(new Date(Date.now() + days * 86400000))

function Part({name, values, change, errors}) {
  const all = {name, value: values[name] ?? '', error: errors[name], onChange: value => change(name, value)}
  if (name === 'outcome') return <Field {...all} type="select" label={t('act.outcome')} options={select('outcome', OUTCOMES)} />
  if (name === 'return_reason') return <Field {...all} type="select" label={t('act.return_reason')} options={select('return_reason', RETURNS)} error={errors[name] || errors.reason} />
  if (name === 'waiting_on') return <Field {...all} type="select" label={t('act.waiting_on')} options={select('waiting', WAITS)} />
  if (name === 'agency') return <Field {...all} type="select" label={t('act.agency')} options={select('agency', AGENCIES)} />
  if (name === 'resume_by') return <Field {...all} type="date" label={t('act.resume_by')} hint={t('act.resume_by.hint')} min={later(1)} max={later(LONGEST_WAIT)} />
  if (name === 'evidence') return <Field {...all} type="area" label={t('act.evidence')} hint={t('act.evidence.hint')} />
  if (name === 'officer') return <Officer {...all} />
  if (name === 'attempts') return <Attempts values={values} change={change} error={errors['day-0']} />
  if (name === 'law') return <Field {...all} label={t('act.law')} maxLength={200} />
  if (name === 'confirmed_by') return <Field {...all} label={t('act.confirmed_by')} maxLength={200} />
  const long = name === 'note'
  return <Field {...all} type="area" label={values.action === 'amend' && long ? t('act.note.needed') : t(`act.${name}`)} hint={t('act.reason.hint')} optional={FIELDS[values.action].includes(`${name}?`)} maxLength={long ? 1000 : 200} />
}

/** Officers of one's own agency, where one may list them; else an officer's id. */
function Officer(field) {
  const found = useLoad(signal => all(`/v1/officers?agency=${me.value.agency}&role=agency_officer&status=active`, {signal}), [])
  if (found.state === 'failed') return <Field {...field} label={t('act.officer')} />
  return <Field {...field} type="select" label={t('act.officer')} options={[['', t('act.choose')], ...(found.data ?? []).map(one => [one.officer_id, officerName(one.officer_id)])]} />
}

function Attempts({values, change, error}) {
  const put = (list, index) => value => change(list, values[list].map((one, at) => (at === index ? value : one)))
  return <fieldset class={`field ${error ? 'wrong' : ''}`}>
    <legend>{t('act.attempts')}</legend>
    <p class="hint">{t('act.attempts.hint')}</p>
    {error ? <p class="error">{error}</p> : null}
    {values.days.map((one, index) => <div class="asks" key={index}>
      <Field type="date" name={`day-${index}`} label={t('act.attempt.day', {n: index + 1})} value={one} max={today()} onChange={put('days', index)} />
      <Field type="select" name={`way-${index}`} label={t('act.attempt.way', {n: index + 1})} value={values.ways[index]} onChange={put('ways', index)} options={[['', t('act.choose')], ...WAYS.map(way => [way, t(`way.${way}`)])]} />
    </div>)}
  </fieldset>
}
