// What waits, what needs a look, what has arrived. Nothing leaves this list but by hand or a week after it arrived.
import words from '../../text/visit.json'
import {day, moment} from '../../app/days.js'
import {question} from '../../app/facts.js'
import {labels} from '../../app/people.js'
import {go} from '../../app/router.js'
import {askPassword, session} from '../../app/session.js'
import {add, code, own, t} from '../../app/text.js'
import * as outbox from '../../field/outbox.js'
import {packet} from '../../field/packet.js'
import * as vault from '../../field/vault.js'
import {said} from '../../ui/answer.jsx'
import {Card} from '../../ui/card.jsx'
import {confirm} from '../../ui/dialog.jsx'
import {Page} from '../../ui/page.jsx'
import {Empty} from '../../ui/state.jsx'
import {TaskStatus} from '../../ui/task.jsx'
import {toast} from '../../ui/toast.jsx'
import {PinCard} from './pin.jsx'
import {OutboxStatus, reference} from './visit.jsx'

add(words)
const TONES = {waiting: 'warn', sending: 'info', editing: 'ask', attention: 'bad', sent: 'good'}
const RANK = ['attention', 'editing', 'sending', 'waiting', 'sent']

export default function Outbox() {
  const items = [...outbox.outbox.value].sort((one, other) => RANK.indexOf(one.state) - RANK.indexOf(other.state) || one.at - other.at)
  const waiting = items.some(one => one.state === 'waiting')
  return <Page title={t('outbox')} lead={t('outbox.lead')} back={['/', t('household')]}
    actions={waiting ? <button type="button" class="second" onClick={() => outbox.again()}>{t('outbox.now')}</button> : null}>
    <PinCard />
    {session.value.password ? <div class="notice"><p>{t('outbox.password')}</p><button type="button" class="second" onClick={askPassword}>{t('outbox.password.do')}</button></div> : null}
    {items.length ? <ul class="cards" aria-label={t('outbox')}>{items.map(item => <li key={item.id}><Item of={item} /></li>)}</ul>
      : vault.vault.value.state === 'open' ? <Empty title={t('outbox.none')}><p>{t('outbox.none.do')}</p></Empty> : null}
  </Page>
}

function Item({of}) {
  const {value, state} = of
  const visit = value.kind === 'visit'
  const title = visit ? t('outbox.visit', {day: day(value.body.on)}) : t(value.body.action === 'confirm' ? 'outbox.confirm' : 'outbox.dispute', {what: code('what', value.what)})
  return <Card level={2} title={title} tone={TONES[state]} status={<OutboxStatus item={of} />} foot={state === 'sent' || state === 'sending' ? null : <Buttons of={of} />}>
    <p class="quiet">{visit ? `${t('visit.reference')} ${reference(of.id)} · ${code('visit_result', value.body.result)}` : null}</p>
    {state === 'sent' ? <p>{t('outbox.arrived', {when: moment(of.done)})}</p> : null}
    {state === 'waiting' ? <p>{of.tries ? t('outbox.tried', {n: of.tries}) : t('outbox.waits')}</p> : null}
    {state === 'attention' ? <Refusal of={of} /> : null}
  </Card>
}

function Refusal({of}) {
  const {failure} = of.value
  const text = [own(failure.titles), own(failure.details)].filter(Boolean).join(' · ')
  return <div role="alert">
    <p class="strong">{t(`failed.${failure.kind}`)}</p>
    {text ? <p>{text}</p> : null}
    {failure.theirs ? <Both of={of} theirs={failure.theirs} /> : <p>{t('outbox.refused.do')}</p>}
  </div>
}

/** Mine and what stands there, beside each other. */
function Both({of, theirs}) {
  const {value} = of
  if (value.kind === 'task') return <div class="both">
    <div><h3>{t('both.mine')}</h3><p>{t(value.body.action === 'confirm' ? 'arrived.yes' : 'arrived.no')}</p></div>
    <div><h3>{t('both.theirs')}</h3><p><TaskStatus task={theirs} /></p><p>{theirs.outcome ? code('outcome', theirs.outcome) : null}</p></div>
  </div>
  const who = labels(packet.value.households.find(one => one.id === value.household_id)?.household.roster ?? [])
  return <div class="both">
    <div><h3>{t('both.mine')}</h3><Told of={value.body} who={who} /></div>
    <div><h3>{t('both.theirs')}</h3><Told of={theirs} who={who} /></div>
  </div>
}

const Told = ({of, who}) => <>
  <p>{day(of.on)} · {code('visit_result', of.result)}</p>
  <ul class="dots">{(of.findings ?? []).map(one => <li key={`${one.fact}${one.member_id ?? one.member}`}>{question(one.fact)} <span class="quiet">({who[one.member_id ?? one.member] ?? t('household.whole')})</span> <strong>{said(one.fact, one)}</strong></li>)}</ul>
  {of.note ? <p>{of.note}</p> : null}
</>

function Buttons({of}) {
  const {value, state, id} = of
  const remove = async () => {
    if (await confirm({title: t('outbox.delete'), text: t('outbox.delete.text'), yes: t('outbox.delete.do'), danger: true})) outbox.remove(id)
  }
  const edit = async () => {
    if (state === 'editing' || await outbox.hold(id)) go(`/my/${value.household_id}/visit?edit=${id}`)
    else toast(t('outbox.on_its_way'))
  }
  const theirs = value.failure?.theirs
  return <div class="buttons">
    {theirs && value.kind === 'visit' ? <button type="button" class="second" onClick={() => outbox.sendAsAnother(of)}>{t('both.another')}</button> : null}
    {theirs && value.kind === 'task' ? <button type="button" class="second" onClick={() => outbox.sendOn(of)}>{t('both.on')}</button> : null}
    {state === 'attention' && !theirs ? <button type="button" class="second" onClick={() => outbox.again(id)}>{t('do.again')}</button> : null}
    {value.kind === 'visit' ? <button type="button" class="second" onClick={edit}>{t(state === 'editing' ? 'outbox.edit.on' : 'visit.edit')}</button> : null}
    <button type="button" class="danger" onClick={remove}>{t(theirs ? 'both.drop' : 'outbox.delete')}</button>
  </div>
}
