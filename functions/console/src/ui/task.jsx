// A task wherever one is shown: its name, its state, its day, and its text for a chat.
import words from '../text/tasks.json'
import {areaName} from '../app/areas.js'
import {day} from '../app/days.js'
import {add, code, has, t} from '../app/text.js'
import {Card} from './card.jsx'
import {Due} from './due.jsx'
import {Status} from './status.jsx'

add(words)
const TONES = {draft: 'ask', sent: 'info', accepted: 'info', in_progress: 'info', waiting: 'warn', returned: 'bad', done: 'ask', closed: 'good', cancelled: 'off'}
const OVER = ['closed', 'cancelled']

/** What it is about: a benefit, a measure of the plan, else its kind. */
export function taskName(task) {
  const what = task.benefit || task.measure
  return what && has(`what.${what}`) ? t('task.name', {kind: code('task_kind', task.kind), what: code('what', what)}) : code('task_kind', task.kind)
}

export const TaskStatus = ({task}) => <Status tone={TONES[task.state]}>{code('task_state', task.state)}</Status>

/** No clock of its agency runs any more. */
export const taskOver = task => OVER.includes(task.state)

/** task: TaskSeen, TaskOfHousehold. children: what else this place wants to say. */
export function TaskCard({task, level = 3, foot, children}) {
  return <Card level={level} title={taskName(task)} href={`/tasks/${task.task_id}`} tone={TONES[task.state]} status={<TaskStatus task={task} />} foot={foot}>
    <p><Due on={task.due} done={taskOver(task)} /> <span class="quiet">{code('agency', task.agency)}</span></p>
    {children}
  </Card>
}

/** For a chat: what, where, whose, until when, and its address. Nothing about a person, no name that tells of an illness. */
export const taskText = task => [
  has(`hidden.${task.benefit}`) ? t('task.name', {kind: code('task_kind', task.kind), what: code('hidden', task.benefit)}) : taskName(task),
  [code('agency', task.agency), task.area && areaName(task.area)].filter(Boolean).join(' · '),
  task.due ? t('task.text', {state: code('task_state', task.state), day: day(task.due)}) : code('task_state', task.state),
  `${location.origin}/tasks/${task.task_id}`,
].join('\n')
