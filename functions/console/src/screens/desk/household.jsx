// One household for the centre: where it stands, what its phase still wants, rights, tasks, and what happened.
import cases from '../../text/cases.json'
import words from '../../text/desk.json'
import {useState} from 'preact/hooks'
import {get, send} from '../../app/api.js'
import {areaName} from '../../app/areas.js'
import {day} from '../../app/days.js'
import {choice, inOrder} from '../../app/people.js'
import {officerText} from '../../app/officers.js'
import {me} from '../../app/session.js'
import {add, baht, code, num, own, t} from '../../app/text.js'
import {useCommand, useDraft, useLoad} from '../../app/use.js'
import {Cards} from '../../ui/card.jsx'
import {ErrorSummary, Field, Submit} from '../../ui/form.jsx'
import {CopyText, Facts, More, Page} from '../../ui/page.jsx'
import {Officer} from '../../ui/officer.jsx'
import {Loaded} from '../../ui/state.jsx'
import {Status} from '../../ui/status.jsx'
import {Table} from '../../ui/table.jsx'
import {TaskCard, taskOver} from '../../ui/task.jsx'
import {toast} from '../../ui/toast.jsx'

add(cases)
add(words)
const CENTRE = ['coordinator', 'committee']

export default function Household({id}) {
  const path = `/v1/households/${id}`
  const found = useLoad(signal => get(path, {signal}), [id])
  const phase = useLoad(signal => get(`${path}/phase`, {signal}), [id])
  return <Page title={t('household.title', {id})} lead={found.data ? areaName(found.data.area) : null} back={['/households', t('households')]}
    actions={<>{found.data ? <CopyText text={() => summary(found.data)} /> : null}<a class="second" href={`/households/${id}/plan`}>{t('household.plan')}</a></>}>
    <Loaded from={found}>{one => <div class="columns">
      <div>
        <Facts of={[
          [t('households.phase'), code('phase', one.phase)], [t('household.status'), one.status && code('round', one.status)],
          [t('households.members'), num(one.members)], [t('overview.baht'), one.unclaimed_baht === null ? null : baht(one.unclaimed_baht)],
          [t('households.mentor'), one.mentor ? <Officer id={one.mentor} /> : t('households.no_mentor')], [t('households.surveyed'), day(one.surveyed_on)], [t('household.assessed'), day(one.assessed_on)], [t('household.questions'), num(one.questions)],
        ]} />
        {one.roster ? <Roster people={one.roster} /> : null}
        {one.gaps ? <Gaps gaps={one.gaps} /> : <p class="quiet">{t('household.hidden')}</p>}
        <h2>{t('household.tasks', {n: one.tasks.length})}</h2>
        {one.tasks.length ? <Cards label={t('household.tasks', {n: one.tasks.length})}>{one.tasks.map(task => <TaskCard key={task.task_id} task={task} />)}</Cards> : <p class="quiet">{t('household.no_tasks')}</p>}
      </div>
      <div>
        <Loaded from={phase}>{seen => <Phase seen={seen} path={path} etag={phase.etag} onDone={() => { phase.reload(); found.reload() }} />}</Loaded>
        <Story path={path} />
      </div>
    </div>}</Loaded>
  </Page>
}

/** For a chat: where it stands and how much is open, by counts alone; who wants more opens the address and signs in. */
const summary = one => {
  const open = one.tasks.filter(task => !taskOver(task))
  return [
    t('household.chat', {area: areaName(one.area), phase: code('phase', one.phase)}),
    one.unclaimed_baht === null ? null : t('overview.chat.baht', {baht: baht(one.unclaimed_baht)}),
    t('household.chat.tasks', {n: open.length, agencies: [...new Set(open.map(task => code('agency', task.agency)))].join(', ')}),
    `${location.origin}/households/${one.household_id}`,
  ].filter(Boolean).join('\n')
}

const Roster = ({people}) => <Table caption={t('household.roster', {n: people.length})} rows={inOrder(people)} rowKey={one => one.member_id} columns={[
  {key: 'relation', title: t('household.relation'), head: true, cell: one => choice('relation', one.relation) || '–'},
  {key: 'age', title: t('household.age'), number: true, cell: one => (one.age === null ? '–' : num(one.age))},
  {key: 'sex', title: t('household.sex'), cell: one => choice('sex', one.sex)},
  {key: 'more', title: t('household.more'), cell: one => [one.disability_card ? t('household.disabled') : null, choice('person_status', one.person_status)].filter(Boolean).join(' · ')},
]} />

const Gaps = ({gaps}) => <Table caption={t('household.gaps')} rows={gaps} rowKey={one => one.gap_id} columns={[
  {key: 'what', title: t('household.right'), head: true, cell: one => code('what', one.benefit)},
  {key: 'baht', title: t('overview.baht'), number: true, cell: one => baht(one.baht_per_month)},
  {key: 'since', title: t('household.since'), cell: one => day(one.opened_on)},
  {key: 'closed', title: t('household.closed'), cell: one => (one.closed_on ? <Status tone="good">{t('household.closed.on', {day: day(one.closed_on), reason: one.reason ? code('ground', one.reason) : ''})}</Status> : <Status tone="ask">{t('household.open')}</Status>)},
]} empty={<p class="quiet">{t('household.no_gaps')}</p>} />

function Phase({seen, path, etag, onDone}) {
  return <section>
    <h2>{t('phase.wants')}</h2>
    <ul class="checks">{seen.conditions.map(one => <li key={one.code}><Status tone={one.met ? 'good' : 'ask'}>{t(one.met ? 'phase.met' : 'phase.open')}</Status> {own(one.text)}{!one.met && one.missing.length > 1 ? <span class="quiet"> ({num(one.missing.length)})</span> : null}</li>)}</ul>
    {seen.wish ? <p class="notice">{t('phase.wish', {by: officerText(seen.wish.by), phase: code('phase', seen.wish.target), day: day(seen.wish.on)})} {seen.wish.reason}</p> : null}
    {CENTRE.includes(me.value.role) && seen.targets.length ? <Move seen={seen} path={path} etag={etag} onDone={onDone} /> : null}
  </section>
}

/** Over an unmet condition it takes two, and a reason; with all met it is one step. */
function Move({seen, path, etag, onDone}) {
  const [values, change, done] = useDraft(`phase.${seen.household_id}`, {reason: '', target: ''})
  const [missing, setMissing] = useState({})
  const target = Number(values.target || seen.wish?.target || seen.targets[0])
  const command = useCommand(() => send('POST', `${path}/phase`, {target, ...(values.reason.trim() && {reason: values.reason.trim()})}, {match: etag}))
  const submit = async event => {
    event.preventDefault()
    const wrong = !seen.ready && !values.reason.trim() ? {reason: t('phase.reason.missing')} : {}
    setMissing(wrong)
    if (Object.keys(wrong).length || !(await command.run())) return
    done()
    toast(t('decided'))
    onDone()
  }
  return <More title={t('phase.move')} open={Boolean(seen.wish)}><form onSubmit={submit} noValidate>
    <ErrorSummary errors={missing} failure={command.failure} />
    <Field type="select" name="target" label={t('phase.to')} value={String(target)} onChange={value => change('target', value)} options={seen.targets.map(one => [String(one), code('phase', one)])} />
    <Field type="area" name="reason" label={t('decide.reason')} hint={seen.ready ? null : t('phase.two')} optional={seen.ready} value={values.reason} error={missing.reason} onChange={value => change('reason', value)} maxLength={500} />
    <Submit busy={command.busy}>{t('phase.do')}</Submit>
  </form></More>
}

function Story({path}) {
  const found = useLoad(signal => get(`${path}/timeline`, {signal}), [path])
  if (found.state === 'failed' && found.failure.kind === 'missing') return null
  return <section><h2>{t('household.story')}</h2><Loaded from={found}>{({items}) => <ol class="story">{items.map((one, index) => <li key={index}><span class="quiet">{day(one.on)}</span> {own(one.text)}</li>)}</ol>}</Loaded></section>
}

