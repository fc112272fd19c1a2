// One task, for whoever may see it: where links of mails and messages lead.
import {get} from '../app/api.js'
import {areaName} from '../app/areas.js'
import {day} from '../app/days.js'
import {code, t} from '../app/text.js'
import {useLoad} from '../app/use.js'
import {Due} from '../ui/due.jsx'
import {CopyText, Facts, Page} from '../ui/page.jsx'
import {Loaded} from '../ui/state.jsx'
import {taskName, taskOver, TaskStatus, taskText} from '../ui/task.jsx'

export default function Task({id}) {
  const found = useLoad(signal => get(`/v1/tasks/${encodeURIComponent(id)}`, {signal}), [id])
  return <Page title={found.data ? taskName(found.data) : t('task')} back={['/', t('menu.home')]}>
    <Loaded from={found}>{task => <>
      <Facts of={[
        [t('task.state'), <TaskStatus task={task} />],
        [t('task.due'), task.due && <Due on={task.due} done={taskOver(task)} />],
        [t('task.agency'), code('agency', task.agency)],
        [t('task.area'), areaName(task.area)],
        [t('task.sent'), day(task.sent_on)],
        [t('task.waiting'), task.waiting_on && code('waiting', task.waiting_on)],
        [t('task.outcome'), task.outcome && code('outcome', task.outcome)],
      ]} />
      <div class="buttons"><CopyText text={() => taskText(task)} /></div>
    </>}</Loaded>
  </Page>
}
