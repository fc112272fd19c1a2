// One task, for whoever may see it: where links of mails and messages lead. What the reader may do stands beside it.
import {get} from '../app/api.js'
import {areaName} from '../app/areas.js'
import {day} from '../app/days.js'
import {code, t} from '../app/text.js'
import {useLoad} from '../app/use.js'
import {Act} from '../ui/act.jsx'
import {Due} from '../ui/due.jsx'
import {CopyText, Facts, Page} from '../ui/page.jsx'
import {Officer} from '../ui/officer.jsx'
import {Loaded} from '../ui/state.jsx'
import {Status} from '../ui/status.jsx'
import {taskName, taskOver, TaskStatus, taskText} from '../ui/task.jsx'
import {Why} from './agency/why.jsx'

export default function Task({id}) {
  const found = useLoad(signal => get(`/v1/tasks/${encodeURIComponent(id)}`, {signal}), [id])
  return <Page title={found.data ? taskName(found.data) : t('task')} back={['/', t('task.back')]}>
    <Loaded from={found}>{task => <div class="columns">
      <div>
        <TaskFacts task={task} />
        <div class="buttons"><CopyText text={() => taskText(task)} />{task.kind === 'grievance' ? <a class="second" href={`/grievances/${id}`}>{t('task.said')}</a> : null}</div>
      </div>
      <section aria-labelledby="act">
        <h2 id="act">{t('act')}</h2>
        <Act task={task} onDone={found.reload} reload={found.reload} />
      </section>
      {task.benefit ? <Why task={task} /> : null}
    </div>}</Loaded>
  </Page>
}

const TaskFacts = ({task}) => <Facts of={[
  [t('task.state'), <TaskStatus task={task} />],
  [t('task.due'), task.due && <Due on={task.due} done={taskOver(task)} />],
  [t('task.accept_by'), task.state === 'sent' && task.acknowledge_by && <Due on={task.acknowledge_by} />],
  [t('task.raised'), task.escalation > 0 && <Status tone="warn">{t('task.level', {n: task.escalation})}</Status>],
  [t('task.agency'), code('agency', task.agency)],
  [t('task.officer'), task.officer && <Officer id={task.officer} />],
  [t('task.area'), areaName(task.area)],
  [t('task.sent'), day(task.sent_on)],
  [t('task.waiting'), task.waiting_on && code('waiting', task.waiting_on)],
  [t('task.resume_by'), day(task.resume_by)],
  [t('task.outcome'), task.outcome && code('outcome', task.outcome)],
  [t('task.household'), task.household_id],
]} />
