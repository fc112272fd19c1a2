// The form of a visit: one question a step. It is sealed on the phone with every answer, and sent when there is a signal.
import needs from '../../text/needs.json'
import words from '../../text/visit.json'
import {useEffect, useState} from 'preact/hooks'
import {day, today} from '../../app/days.js'
import {kindOf} from '../../app/facts.js'
import {labels} from '../../app/people.js'
import {ask, go, place} from '../../app/router.js'
import {me} from '../../app/session.js'
import {add, code, num, own, t} from '../../app/text.js'
import * as outbox from '../../field/outbox.js'
import {grouped, packet, refresh} from '../../field/packet.js'
import * as vault from '../../field/vault.js'
import {Answer, holds, said} from '../../ui/answer.jsx'
import {confirm} from '../../ui/dialog.jsx'
import {Choice, ErrorSummary, Field, Tick} from '../../ui/form.jsx'
import {Facts, More, Page} from '../../ui/page.jsx'
import {Failed, Loading} from '../../ui/state.jsx'
import {Status} from '../../ui/status.jsx'
import {PinCard} from './pin.jsx'
import {shrunk} from './photo.js'

add(words)
add(needs)
const RESULTS = ['done', 'nobody_home', 'refused', 'cancelled']
const MOST_PHOTOS = 5
const LIKELY = 10 // of what a set may hold; the rest is folded
const MANY = 12 // people; to tick among more is folded
const whatOf = task => task.benefit ?? task.measure ?? task.kind
const keyOf = (fact, member) => `${fact}|${member ?? ''}`

export default function Visit({id}) {
  const {edit, sent} = place.value.query
  const slot = edit ?? id
  const one = packet.value.households.find(each => each.id === id)
  const open = vault.vault.value.state === 'open'
  const [draft, setDraft] = useState(null)
  useEffect(() => { if (!one) refresh() }, [])
  useEffect(() => { if (open && !sent) begin(slot).then(setDraft) }, [open, slot, sent])
  const change = parts => setDraft(before => {
    const after = {...before, ...parts}
    vault.put('drafts', {id: slot, value: after})
    return after
  })
  if (!open) return <Page title={t('visit')} back={['/', t('household')]}><PinCard wanted /></Page>
  if (sent) return <Done id={sent} />
  if (!one) return <Page title={t('visit')} back={['/', t('household')]}>{packet.value.failure ? <Failed failure={packet.value.failure} again={refresh} /> : <Loading />}</Page>
  return draft ? <Form of={one} slot={slot} draft={draft} change={change} /> : <Loading />
}

/** The draft of this household, or of a thing in the outbox that is written anew. */
async function begin(slot) {
  const kept = (await vault.get('drafts', slot))?.value
  if (kept) return kept
  const item = outbox.outbox.value.find(one => one.id === slot)
  if (item) return {...item.value.draft, step: 0}
  return {id: crypto.randomUUID(), step: 0, on: today(), result: '', absent: [], team: '', answers: {}, confirms: {}, photos: [], consent: '', note: '', next_visit: ''}
}

function Form({of, slot, draft, change}) {
  const [errors, setErrors] = useState({})
  const who = labels(of.household.roster ?? [])
  const steps = stepsOf(of, draft)
  const step = steps[Math.min(draft.step, steps.length - 1)]
  const next = async event => {
    event.preventDefault()
    const found = step.check?.(draft) ?? {}
    setErrors(found)
    if (Object.keys(found).length) return
    if (step.kind !== 'summary') return change({step: draft.step + 1})
    await queue(of, draft)
    await vault.drop('drafts', slot)
    ask({edit: '', sent: draft.id})
  }
  const discard = async () => {
    if (!(await confirm({title: t('visit.discard'), text: t('visit.discard.text'), yes: t('visit.discard.do'), danger: true}))) return
    await vault.drop('drafts', slot)
    if (outbox.outbox.value.some(one => one.id === draft.id)) outbox.again(draft.id)
    go('/')
  }
  return <Page key={draft.step} title={step.title} lead={t('visit.step', {n: draft.step + 1, of: steps.length})} back={['/', t('household')]}>
    <form class="read" onSubmit={next} noValidate>
      <ErrorSummary errors={errors} />
      <Step kind={step.kind} step={step} of={of} who={who} draft={draft} change={change} errors={errors} goTo={number => change({step: number})} steps={steps} />
      <div class="buttons">
        {draft.step ? <button type="button" class="second" onClick={() => change({step: draft.step - 1})}>{t('visit.back')}</button> : null}
        <button class="first">{t(step.kind === 'summary' ? 'visit.save' : 'visit.next')}</button>
        {step.kind === 'question' ? <button type="button" class="second" onClick={() => change({step: steps.findIndex(one => ['arrived', 'photos'].includes(one.kind))})}>{t('visit.enough')}</button> : null}
      </div>
      <p><button type="button" class="text" onClick={discard}>{t('visit.discard')}</button> <span class="quiet">{t('visit.kept')}</span></p>
    </form>
  </Page>
}

/** What is asked, in this order; without a meeting there is nothing to find. */
function stepsOf(of, draft) {
  const met = draft.result === '' || draft.result === 'done'
  const groups = grouped(of.agenda).filter(one => one.kind === 'question' && kindOf(one.about) && (kindOf(one.about) !== 'set' || one.options?.length))
  const arrived = of.tasks.filter(task => task.actions.includes('confirm') || task.actions.includes('dispute'))
  return [
    {kind: 'start', title: t('visit'), check: checkStart},
    ...(met ? groups.map(group => ({kind: 'question', title: own(group.text), group, check: now => checkAnswers(group, now)})) : []),
    ...(met && arrived.length ? [{kind: 'arrived', title: t('visit.arrived'), tasks: arrived}] : []),
    ...(met ? [{kind: 'photos', title: t('visit.photos'), check: checkPhotos}] : []),
    {kind: 'end', title: t('visit.end'), check: checkEnd},
    {kind: 'summary', title: t('visit.summary')},
  ]
}

function checkStart({on, result, team}) {
  const found = {}
  if (!on || on > today()) found.on = t('visit.on.wrong')
  if (!result) found.result = t('visit.result.missing')
  if (team && !team.split(/[\s,]+/).filter(Boolean).every(one => /^[A-Za-z0-9_.@-]{1,80}$/.test(one))) found.team = t('visit.team.wrong')
  return found
}

function checkAnswers(group, {answers}) {
  const found = {}
  const kind = kindOf(group.about)
  for (const member of group.members) {
    const {value, refused} = answers[keyOf(group.about, member)] ?? {}
    if (refused || value === undefined || value === '') continue
    if (kind === 'int' && !/^\d{1,9}$/.test(value)) found[keyOf(group.about, member)] = t('answer.number')
    if (kind === 'date' && value > today()) found[keyOf(group.about, member)] = t('visit.on.wrong')
  }
  return found
}

const checkPhotos = ({photos, consent}) => (photos.length && !consent ? {consent: t('visit.consent.missing')} : {})
const checkEnd = ({on, next_visit: next}) => (next && next <= on ? {next_visit: t('visit.next_visit.wrong')} : {})

function Step({kind, ...all}) {
  const View = {start: Start, question: Question, arrived: Arrived, photos: Photos, end: End, summary: Summary}[kind]
  return <View {...all} />
}

function Start({of, who, draft, change, errors}) {
  const roster = Object.entries(who)
  const [ticked] = useState(draft.absent.length > 0)
  const absent = <fieldset class="field choice"><legend>{t('visit.absent')}</legend><p class="hint">{t('visit.absent.hint')}</p>
    {roster.map(([member, text]) => <Tick key={member} name="absent" label={text} checked={draft.absent.includes(member)} onChange={yes => change({absent: yes ? [...draft.absent, member] : draft.absent.filter(one => one !== member)})} />)}
  </fieldset>
  return <>
    <Field name="on" type="date" max={today()} label={t('visit.on')} value={draft.on} onChange={on => change({on})} error={errors.on} hint={day(draft.on)} />
    <Choice name="result" label={t('visit.result')} value={draft.result} onChange={result => change({result})} error={errors.result} options={RESULTS.map(one => [one, code('visit_result', one)])} />
    {draft.result === 'done' && roster.length ? (roster.length > MANY ? <More title={t('visit.absent.pick', {n: roster.length})} open={ticked}>{absent}</More> : absent) : null}
    <Field name="team" label={t('visit.team')} optional hint={t('visit.team.hint')} value={draft.team} onChange={team => change({team})} error={errors.team} autocapitalize="none" spellcheck={false} />
  </>
}

function Question({step, who, draft, change, errors}) {
  const {about, members, options} = step.group
  const set = (member, parts) => change({answers: {...draft.answers, [keyOf(about, member)]: {basis: 'said', ...draft.answers[keyOf(about, member)], ...parts}}})
  return <>{members.map(member => <Answer key={member} witness options={kindOf(about) === 'set' ? options.map(one => [one, holds(one)]) : null} likely={LIKELY} fact={about} name={keyOf(about, member)} label={member ? who[member] ?? t('household.whole') : t('household.whole')}
    answer={draft.answers[keyOf(about, member)] ?? {}} set={parts => set(member, parts)} error={errors[keyOf(about, member)]} />)}</>
}

function Arrived({step, who, draft, change}) {
  const set = (task, value) => change({confirms: {...draft.confirms, [task]: value}})
  return <>{step.tasks.map(task => <div class="card answer" key={task.task_id}><Choice name={task.task_id} label={`${code('what', whatOf(task))}${task.member ? ` · ${who[task.member]}` : ''}`}
    value={draft.confirms[task.task_id] ?? ''} onChange={value => set(task.task_id, value)} options={[['confirm', t('arrived.yes')], ['dispute', t('arrived.no')], ['', t('arrived.later')]]} /></div>)}</>
}

function Photos({who, draft, change, errors}) {
  const [wrong, setWrong] = useState(null)
  const take = async event => {
    const files = [...event.currentTarget.files].slice(0, MOST_PHOTOS - draft.photos.length)
    event.currentTarget.value = ''
    setWrong(null)
    try {
      change({photos: [...draft.photos, ...(await Promise.all(files.map(shrunk)))]})
    } catch {
      setWrong(t('visit.photos.wrong'))
    }
  }
  return <>
    <p>{t('visit.photos.why', {n: MOST_PHOTOS})}</p>
    {wrong ? <p class="error" role="alert">{wrong}</p> : null}
    <ul class="photos">{draft.photos.map((photo, number) => <li key={number}><img src={`data:image/jpeg;base64,${photo}`} alt={t('visit.photo', {n: number + 1})} />
      <button type="button" class="text" onClick={() => change({photos: draft.photos.filter((_, other) => other !== number)})}>{t('visit.photo.remove', {n: number + 1})}</button></li>)}</ul>
    {draft.photos.length < MOST_PHOTOS ? <label class="second file">{t('visit.photo.add')}<input type="file" accept="image/*" capture="environment" multiple onChange={take} /></label> : null}
    {draft.photos.length ? <Field name="consent" type="select" label={t('visit.consent')} hint={t('visit.consent.hint')} value={draft.consent} onChange={consent => change({consent})} error={errors.consent}
      options={[['', t('visit.consent.choose')], ...Object.entries(who)]} /> : null}
  </>
}

const End = ({draft, change, errors}) => <>
  <Field name="note" type="area" maxlength={1000} label={t('visit.note')} optional hint={t('visit.note.hint')} value={draft.note} onChange={note => change({note})} />
  <Field name="next_visit" type="date" min={draft.on} label={t('visit.next_visit')} optional value={draft.next_visit} onChange={next_visit => change({next_visit})} error={errors.next_visit} hint={draft.next_visit ? day(draft.next_visit) : null} />
</>

function Summary({of, who, draft, steps, goTo}) {
  const answers = steps.flatMap((step, number) => (step.kind === 'question' ? step.group.members.map(member => [step, number, member, draft.answers[keyOf(step.group.about, member)]]) : []))
  const told = answers.filter(([, , , answer]) => answer && (answer.refused || answer.value !== undefined))
  const to = kind => steps.findIndex(one => one.kind === kind)
  const Edit = ({step}) => <button type="button" class="text" onClick={() => goTo(step)}>{t('visit.edit')}</button>
  return <>
    <Facts of={[
      [t('visit.on'), <>{day(draft.on)} <Edit step={0} /></>],
      [t('visit.result'), code('visit_result', draft.result)],
      [t('visit.absent'), draft.absent.map(one => who[one]).join(' · ')],
      [t('visit.team'), draft.team],
      ...of.tasks.filter(task => draft.confirms[task.task_id]).map(task => [code('what', whatOf(task)), t(draft.confirms[task.task_id] === 'confirm' ? 'arrived.yes' : 'arrived.no')]),
      [t('visit.photos'), draft.photos.length ? <>{num(draft.photos.length)} <Edit step={to('photos')} /></> : null],
      [t('visit.note'), draft.note ? <>{draft.note} <Edit step={to('end')} /></> : null],
      [t('visit.next_visit'), day(draft.next_visit)],
    ]} />
    {draft.result === 'done' ? <><h2>{t('visit.answers', {n: told.length})}</h2>
      <ul class="cards">{told.map(([step, number, member, answer]) => <li key={keyOf(step.group.about, member)} class="card">
        <p>{step.title}{member ? <span class="quiet"> · {who[member]}</span> : null}</p>
        <p class="strong">{said(step.group.about, answer)} <Edit step={number} /></p>
      </li>)}</ul></> : null}
    <p class="quiet">{t('visit.save.hint')}</p>
  </>
}

/** From the draft to what the API takes; from here on it is the outbox's. */
async function queue(of, draft) {
  const met = draft.result === 'done'
  const steps = stepsOf(of, draft)
  const body = {
    visit_id: draft.id,
    on: draft.on,
    result: draft.result,
    team: [...new Set([me.value.officer_id, ...draft.team.split(/[\s,]+/).filter(Boolean)])],
    findings: met ? steps.filter(step => step.kind === 'question').flatMap(step => findings(step.group, draft)) : [],
    absent: met ? draft.absent : [],
    note: draft.note || null,
    next_visit: draft.next_visit || null,
  }
  const consent = met && draft.photos.length ? {purpose: 'photos', given: true, on: draft.on, by: draft.consent, method: 'voice'} : null
  await outbox.add(draft.id, {kind: 'visit', household_id: of.id, body, consent, draft})
  for (const task of of.tasks.filter(one => met && draft.confirms[one.task_id])) {
    const action = draft.confirms[task.task_id]
    await outbox.add(`${draft.id}-${task.task_id}`, {kind: 'task', household_id: of.id, task_id: task.task_id, what: whatOf(task), match: `"${task.version}"`, body: action === 'confirm' ? {action, confirmed_by: 'family'} : {action, reason: t('arrived.no')}})
  }
}

/** An indicator goes by its number within its round. */
const bare = one => (one.includes(':') ? Number(one.split(':')[1]) : one)

function findings({about, members}, {answers}) {
  const kind = kindOf(about)
  const typed = value => (kind === 'int' ? Number(value) : kind === 'set' ? value.map(bare) : value)
  return members.flatMap(member => {
    const answer = answers[keyOf(about, member)]
    if (!answer || (!answer.refused && answer.value === undefined)) return []
    const value = answer.refused ? null : typed(answer.value)
    return [{fact: about, member_id: member, value, basis: answer.refused ? 'said' : answer.basis, told_by: null, refused: Boolean(answer.refused)}]
  })
}

/** The number by which it can be spoken of on the telephone. */
export const reference = id => id.slice(0, 8).toUpperCase()

function Done({id}) {
  const item = outbox.outbox.value.find(one => one.id === id)
  return <Page title={t('visit.done')} back={['/', t('household')]}>
    <p class="big">{t('visit.reference')} <strong>{reference(id)}</strong></p>
    <p role="status">{item ? <OutboxStatus item={item} /> : null}</p>
    <p>{t('visit.done.text')}</p>
    <div class="buttons"><a class="first" href="/">{t('household')}</a> <a class="second" href="/outbox">{t('outbox')}</a></div>
  </Page>
}

const TONES = {waiting: 'warn', sending: 'info', editing: 'ask', attention: 'bad', sent: 'good'}
export const OutboxStatus = ({item}) => <Status tone={TONES[item.state]}>{t(`sent.${item.state}`)}</Status>
