// An agency's work by its due date; for the centre, that of all agencies. What stands out: late, not accepted, sent back.
import words from '../../text/agency.json'
import {all, send} from '../../app/api.js'
import {areaName, areasWithin} from '../../app/areas.js'
import {save, written} from '../../app/csv.js'
import {day, daysUntil, today} from '../../app/days.js'
import {officerName} from '../../app/officers.js'
import {ask, place} from '../../app/router.js'
import {me} from '../../app/session.js'
import {add, code, t} from '../../app/text.js'
import {useLoad} from '../../app/use.js'
import {useState} from 'preact/hooks'
import {confirm} from '../../ui/dialog.jsx'
import {Due} from '../../ui/due.jsx'
import {Filters} from '../../ui/filters.jsx'
import {Field} from '../../ui/form.jsx'
import {Page} from '../../ui/page.jsx'
import {Empty, Loaded} from '../../ui/state.jsx'
import {Status} from '../../ui/status.jsx'
import {Table} from '../../ui/table.jsx'
import {taskName, TaskStatus} from '../../ui/task.jsx'
import {toast} from '../../ui/toast.jsx'

add(words)
const MOST = 1000
const AGENCIES = ['Msdhs', 'Lao', 'Moe', 'Moph', 'Mol', 'Moac', 'Cdd', 'Sbpac']
const KINDS = ['claim', 'screening', 'measure', 'verification', 'grievance']
const late = task => task.state !== 'done' && task.due && daysUntil(task.due) < 0
const unheard = task => task.state === 'sent' && task.acknowledge_by && daysUntil(task.acknowledge_by) < 0
const SHOWN = {
  new: task => task.state === 'sent',
  late: task => late(task) || unheard(task),
  mine: task => task.officer === me.value.officer_id,
  back: task => task.state === 'returned',
  raised: task => task.escalation > 0,
}
const dueOf = task => `${task.due || '9'} ${task.task_id}`
const byDue = (one, other) => (dueOf(one) < dueOf(other) ? -1 : 1)

export default function Worklist() {
  const {agency = '', area = ''} = place.value.query
  const asked = new URLSearchParams(Object.entries({agency, area}).filter(([, value]) => value)).toString()
  const found = useLoad(signal => all(`/v1/tasks${asked ? `?${asked}` : ''}`, {signal, most: MOST}), [asked])
  return <Page title={t('work')} lead={me.value.agency ? code('agency', me.value.agency) : t('work.all')}>
    <Loaded from={found}>{tasks => tasks.length === 0 && !asked
      ? <Empty title={t('work.empty')}><p>{t('work.empty.do')}</p></Empty>
      : <List tasks={tasks} reload={found.reload} />}</Loaded>
  </Page>
}

function List({tasks, reload}) {
  const {show = '', agency = '', area = '', kind = ''} = place.value.query
  const near = tasks.filter(task => !kind || task.kind === kind)
  const shown = near.filter(SHOWN[show] || (() => true)).sort(byDue)
  const [chosen, choose] = useState(new Set())
  const can = shown.filter(task => me.value.agency && task.actions.includes('accept'))
  const picked = can.filter(task => chosen.has(task.task_id))
  const bulk = useBulk(reload, () => choose(new Set()))
  const names = Object.keys(SHOWN).filter(name => name !== 'mine' || me.value.agency)
  const tick = (task, on) => {
    const next = new Set(chosen)
    on ? next.add(task.task_id) : next.delete(task.task_id)
    choose(next)
  }
  return <>
    <Filters name="show" label={t('work.show')} options={[['', t('work.everything'), near.length], ...names.map(name => [name, t(`work.${name}`), near.filter(SHOWN[name]).length])]} />
    <div class="asks">
      {me.value.agency ? null : <Choose name="agency" label={t('task.agency')} value={agency} options={AGENCIES.map(one => [one, code('agency', one)])} />}
      <Choose name="area" label={t('work.area')} value={area} options={places(area).map(one => [one, areaName(one)])} />
      <Choose name="kind" label={t('work.kind')} value={kind} options={KINDS.map(one => [one, code('task_kind', one)])} />
    </div>
    {tasks.length >= MOST ? <p class="old">{t('work.most', {n: MOST})}</p> : null}
    <div class="buttons">
      {can.length > 1 ? <button type="button" class="second" onClick={() => choose(new Set(picked.length === can.length ? [] : can.map(task => task.task_id)))}>{picked.length === can.length ? t('work.none') : t('work.pick', {n: can.length})}</button> : null}
      {picked.length ? <button type="button" class="first" aria-disabled={bulk.at !== null ? 'true' : null} onClick={() => bulk.run(picked)}>{t('work.accept', {n: picked.length})}</button> : null}
      <button type="button" class="second" onClick={() => save(new Blob([written(sheet(shown))], {type: 'text/csv'}), `tasks-${today()}.csv`)}>{t('work.export')}</button>
    </div>
    <p role="status" class="quiet">{bulk.at === null ? '' : t('work.accepting', {n: bulk.at, all: bulk.all})}</p>
    {bulk.failed.length ? <div class="notice" role="alert"><p class="strong">{t('work.refused', {n: bulk.failed.length})}</p>
      <ul>{bulk.failed.map(([task, failure]) => <li key={task.task_id}><a href={`/tasks/${task.task_id}`}>{taskName(task)}</a>: {failure.text || t(`failed.${failure.kind}`)}</li>)}</ul></div> : null}
    <Table caption={t('work.caption', {n: shown.length})} rowKey={task => task.task_id} rows={shown} tone={task => (late(task) || unheard(task) || task.state === 'returned' ? 'bad' : task.escalation ? 'warn' : null)} columns={[
      ...(can.length ? [{key: 'pick', title: t('work.choose'), cell: task => (can.includes(task) ? <input type="checkbox" aria-label={t('work.choose.one', {name: taskName(task), area: areaName(task.area)})} checked={chosen.has(task.task_id)} onChange={event => tick(task, event.currentTarget.checked)} /> : null)}] : []),
      {key: 'name', title: t('task'), head: true, cell: task => <><a href={`/tasks/${task.task_id}`}>{taskName(task)}</a>{task.escalation ? <> <Status tone="warn">{t('work.level', {n: task.escalation})}</Status></> : null}</>},
      {key: 'state', title: t('task.state'), short: true, cell: task => <TaskStatus task={task} />},
      {key: 'due', title: t('task.due'), cell: task => (unheard(task) ? <><Status tone="bad">{t('work.unheard', {day: day(task.acknowledge_by)})}</Status> <Due on={task.due} /></> : <Due on={task.due} done={task.state === 'done'} />)},
      {key: 'area', title: t('task.area'), cell: task => areaName(task.area)},
      me.value.agency
        ? {key: 'who', title: t('work.who'), cell: task => (task.officer ? (task.officer === me.value.officer_id ? t('work.me') : officerName(task.officer)) : <span class="quiet">{t('work.nobody')}</span>)}
        : {key: 'agency', title: t('task.agency'), cell: task => code('agency', task.agency)},
    ]} empty={<Empty title={t('work.filtered')}><p><a href={place.value.path}>{t('work.everything')}</a></p></Empty>} />
  </>
}

/** The districts that one works in, and the place that was asked for, when it is another. */
function places(area) {
  const own = me.value.areas.flatMap(one => (one.length === 2 ? areasWithin(one, 4) : [one]))
  return area && !own.includes(area) ? [...own, area] : own
}

const Choose = ({name, label, value, options}) => (options.length > 1 || value
  ? <Field type="select" name={name} label={label} value={value} onChange={one => ask({[name]: one})} options={[['', t('work.everything')], ...options]} /> : null)

/** Accept many, one after the other; what is refused stays, with its reason. */
function useBulk(reload, done) {
  const [state, set] = useState({at: null, all: 0, failed: []})
  const run = async tasks => {
    if (state.at !== null || !(await confirm({title: t('work.accept', {n: tasks.length}), text: t('work.accept.text'), yes: t('work.accept', {n: tasks.length})}))) return
    const failed = []
    for (const [index, task] of tasks.entries()) {
      set({at: index + 1, all: tasks.length, failed: []})
      try {
        await send('POST', `/v1/tasks/${task.task_id}/actions`, {action: 'accept'}, {match: `"${task.version}"`})
      } catch (failure) {
        failed.push([task, failure])
      }
    }
    set({at: null, all: 0, failed})
    if (failed.length < tasks.length) toast(t('work.accepted', {n: tasks.length - failed.length}))
    done()
    reload()
  }
  return {...state, run}
}

/** Ids and codes beside the words, days both as people and as programs read them; nothing about a person. */
function sheet(tasks) {
  const columns = [
    [t('work.id'), task => task.task_id], [t('task'), taskName], [t('task.state'), task => code('task_state', task.state)],
    [t('task.due'), task => day(task.due)], [t('work.due.iso'), task => task.due], [t('task.accept_by'), task => task.acknowledge_by], [t('task.sent'), task => task.sent_on],
    [t('task.agency'), task => code('agency', task.agency)], [t('task.area'), task => areaName(task.area)], [t('work.area.code'), task => task.area],
    [t('task.household'), task => task.household_id], [t('work.who'), task => task.officer && officerName(task.officer)], [t('work.raised'), task => task.escalation],
  ]
  return [columns.map(([title]) => title), ...tasks.map(task => columns.map(([, cell]) => cell(task)))]
}
