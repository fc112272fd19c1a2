// A mentor's household: who lives there, what each is owed, what to ask today, tasks and their clocks, the plan.
import words from '../../text/mentor.json'
import plans from '../../text/plans.json'
import {useEffect} from 'preact/hooks'
import {areaName} from '../../app/areas.js'
import {day, longDay, moment} from '../../app/days.js'
import {choice, inOrder, labels} from '../../app/people.js'
import {me, session, askPassword} from '../../app/session.js'
import {add, baht, code, own, t} from '../../app/text.js'
import {outbox, unsent} from '../../field/outbox.js'
import {expire, grouped, packet, papers, refresh, wantPapers} from '../../field/packet.js'
import {Card, Cards} from '../../ui/card.jsx'
import {Due} from '../../ui/due.jsx'
import {byState, Entitlement} from '../../ui/entitlement.jsx'
import {Facts, More, Page} from '../../ui/page.jsx'
import {Empty, Failed, Loading} from '../../ui/state.jsx'
import {Status} from '../../ui/status.jsx'
import {TaskCard} from '../../ui/task.jsx'
import {PinCard} from './pin.jsx'

add(words)
add(plans)
const MANY = 8 // people; more are folded
const LOUD = ['gap', 'may_be_requested', 'eligible_when_open']

/** One household is shown at once; several are a list. */
export default function Home({id}) {
  useEffect(() => {
    expire()
    refresh()
  }, [])
  const {state, households, failure} = packet.value
  const one = id ? households.find(each => each.id === id) : households.length === 1 ? households[0] : null
  const title = one ? t('household') : t('household.mine')
  return <Page title={title} lead={one ? areaName(one.household.area) : null} back={id && households.length > 1 ? ['/', t('household.mine')] : null}>
    <Waiting />
    {households.length ? <PinCard /> : null}
    {state === 'empty' || state === 'loading' ? <Loading /> : null}
    {state === 'failed' || (failure && !households.length) ? <Failed failure={failure} again={refresh} /> : null}
    {failure && households.length ? <p class="old" role="status">{t('household.old', {when: moment(Math.min(...households.map(each => each.at)))})} <button type="button" class="text" onClick={refresh}>{t('do.again')}</button></p> : null}
    {state === 'ready' && !households.length && !failure ? <Empty title={t('household.none')}><p>{t('household.none.do')}</p></Empty> : null}
    {one ? <Household of={one} /> : <Cards label={t('household.mine')}>{households.map(each => <Card key={each.id} level={2} title={t('household.card', {n: each.household.members})} href={`/my/${each.id}`}><p>{areaName(each.household.area)}</p></Card>)}</Cards>}
  </Page>
}

/** What has not been sent, wherever one is. */
function Waiting() {
  const left = unsent().length
  const bad = outbox.value.filter(one => one.state === 'attention').length
  if (!left && !session.value.password) return null
  return <section class={`card ${bad ? 'bad' : 'warn'}`} aria-label={t('outbox')}>
    {left ? <p><Status tone={bad ? 'bad' : 'warn'}>{bad ? t('outbox.bad', {n: bad}) : t('outbox.left', {n: left})}</Status> <a href="/outbox">{t('outbox')}</a></p> : null}
    {session.value.password ? <p>{t('outbox.password')} <button type="button" class="second" onClick={askPassword}>{t('outbox.password.do')}</button></p> : null}
  </section>
}

function Household({of}) {
  const {household, brief, tasks} = of
  const who = labels(household.roster ?? [])
  return <>
    <div class="buttons"><a class="first" href={`/my/${of.id}/visit`}>{t('visit.begin')}</a></div>
    <Facts of={[
      [t('household.phase'), code('phase', household.phase)],
      [t('household.people'), t('household.people.n', {n: household.members})],
      [t('household.language'), choice('language', household.language)],
      [t('household.surveyed'), longDay(household.surveyed_on)],
    ]} />
    <div class="columns">
      <div>
        <Ask of={of} who={who} />
        <People roster={household.roster ?? []} who={who} brief={brief} />
      </div>
      <div>
        <section><h2>{t('tasks')}</h2>{tasks.length ? <Cards label={t('tasks')}>{tasks.map(task => <TaskCard key={task.task_id} task={task}>
          <p>{task.member ? who[task.member] : t('household.whole')}</p>
          {task.acknowledge_by && task.state === 'sent' ? <p class="quiet">{t('tasks.acknowledge', {day: day(task.acknowledge_by)})}</p> : null}
        </TaskCard>)}</Cards> : <p class="quiet">{t('tasks.none')}</p>}</section>
        <Plan of={of.plan} />
        <Visits of={of.visits} />
      </div>
    </div>
  </>
}

function Ask({of, who}) {
  const groups = grouped(of.agenda)
  const [first, ...rest] = groups.filter(one => one.kind === 'question')
  const others = groups.filter(one => one.kind !== 'question')
  const whom = one => one.members.filter(Boolean).map(member => who[member]).join(' · ')
  return <section>
    <h2>{t('ask')}</h2>
    {first ? <div class="card ask"><p class="quiet">{t('ask.first')}</p><p class="strong big">{own(first.text)}</p>{whom(first) ? <p>{whom(first)}</p> : null}</div> : <p class="quiet">{t('ask.none')}</p>}
    {others.length ? <ul class="dots">{others.map(one => <li key={one.about}>{own(one.text)}</li>)}</ul> : null}
    {rest.length ? <More title={t('ask.more', {n: rest.length})}><ol class="numbers">{rest.map(one => <li key={one.about}>{own(one.text)}{whom(one) ? <span class="quiet"> ({whom(one)})</span> : null}</li>)}</ol></More> : null}
  </section>
}

function People({roster, who, brief}) {
  const of = member => brief.determinations.filter(one => one.member === member)
  const whole = of(null)
  return <section>
    <h2>{t('people')}</h2>
    <ul class="cards" aria-label={t('people')}>
      {inOrder(roster).map(one => <li key={one.member_id}><Person title={who[one.member_id]} owed={of(one.member_id)} folded={roster.length > MANY} /></li>)}
      {whole.length ? <li key="whole"><Person title={t('household.whole')} owed={whole} folded={roster.length > MANY} /></li> : null}
    </ul>
    <p class="quiet">{t('people.preliminary')}</p>
  </section>
}

function Person({title, owed, folded}) {
  const sorted = [...owed].sort(byState)
  const of = test => sorted.filter(test)
  const loud = of(one => LOUD.includes(one.state))
  const received = of(one => one.state === 'receiving')
  const quiet = of(one => !loud.includes(one) && !received.includes(one))
  const gaps = loud.filter(one => one.state === 'gap').length
  const show = one => <Entitlement key={one.benefit} one={one} papers={papers.value[one.benefit]} onPapers={LOUD.includes(one.state) ? () => wantPapers(one.benefit) : null} />
  const fold = (key, rows) => (rows.length ? <More title={t(key, {n: rows.length})}>{rows.map(show)}</More> : null)
  const inside = <>
    {loud.map(show)}
    {loud.length || received.length ? null : <p class="quiet">{t('people.nothing')}</p>}
    {fold('people.received', received)}
    {fold('people.quiet', quiet)}
  </>
  return <Card title={title} tone={gaps ? 'bad' : 'good'} status={gaps ? <Status tone="bad">{t('people.gaps', {n: gaps})}</Status> : null}>
    {folded ? <More title={t('people.show', {n: owed.length})}>{inside}</More> : inside}
  </Card>
}

function Plan({of}) {
  const plan = of.plan ?? of.draft
  return <section>
    <h2>{t('plan')}</h2>
    {plan ? <>
      <Facts of={[[t('plan.now'), code('plan_state', plan.state)], [t('plan.until'), day(plan.ends)], [t('plan.budget'), plan.budget ? t('amount.baht', {n: baht(plan.budget)}) : null]]} />
      {plan.goals.length ? <ul class="dots">{plan.goals.map(goal => <li key={goal.th}>{own(goal)}</li>)}</ul> : null}
      <Cards label={t('plan.measures')}>{plan.measures.map(one => <Card key={one.measure_id} title={own(one)} status={<Status>{code('measure_state', one.state)}</Status>}>
        <p>{one.due ? <Due on={one.due} done={one.state !== 'proposed' && one.state !== 'underway'} /> : null} <span class="quiet">{code('agency', one.agency)}</span></p>
      </Card>)}</Cards>
    </> : <p class="quiet">{t('plan.not_yet')}</p>}
  </section>
}

function Visits({of}) {
  return <section>
    <h2>{t('visits')}</h2>
    {of.length ? <ul class="dots">{of.map(one => <li key={one.visit_id}>{day(one.on)} · {code('visit_result', one.result)}{one.next_visit ? <span class="quiet"> · {t('visits.next', {day: day(one.next_visit)})}</span> : null}</li>)}</ul> : <p class="quiet">{t('visits.none')}</p>}
  </section>
}
