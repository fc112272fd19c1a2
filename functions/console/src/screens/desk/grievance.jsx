// What somebody objects to, in their own words, and what is done about it.
import words from '../../text/desk.json'
import {get} from '../../app/api.js'
import {areaName} from '../../app/areas.js'
import {day} from '../../app/days.js'
import {me} from '../../app/session.js'
import {add, code, t} from '../../app/text.js'
import {useLoad} from '../../app/use.js'
import {Act} from '../../ui/act.jsx'
import {Due} from '../../ui/due.jsx'
import {Facts, Page} from '../../ui/page.jsx'
import {Loaded} from '../../ui/state.jsx'
import {TaskStatus} from '../../ui/task.jsx'

add(words)

export default function Grievance({id}) {
  const found = useLoad(async signal => {
    const {data: said} = await get(`/v1/grievances/${id}`, {signal})
    const task = said.task_id ? (await get(`/v1/tasks/${said.task_id}`, {signal})).data : null
    return {said, task}
  }, [id])
  return <Page title={t('grievance')} back={me.value.agency ? ['/', t('task.back')] : ['/alerts', t('alerts')]}>
    <Loaded from={found}>{({said, task}) => <div class="columns">
      <div>
        <blockquote class="said">{said.text}</blockquote>
        <Facts of={[
          [t('grievance.about'), code('grievance_about', said.about)], [t('grievance.channel'), code('grievance_channel', said.channel)], [t('grievance.filed'), day(said.filed_on)], [t('grievance.in_time'), t(said.in_time ? 'grievance.appeal' : 'grievance.complaint')],
          [t('overview.area'), areaName(said.area)], [t('overview.agency'), said.agency && code('agency', said.agency)], [t('task.state'), task && <TaskStatus task={task} />], [t('task.due'), said.due && <Due on={said.due} />],
          [t('households.id'), said.household_id && (me.value.agency ? said.household_id : <a href={`/households/${said.household_id}`}>{said.household_id}</a>)],
        ]} />
      </div>
      {task ? <section aria-labelledby="act"><h2 id="act">{t('act')}</h2><Act task={task} path={`/v1/grievances/${id}/actions`} onDone={found.reload} reload={found.reload} /></section> : null}
    </div>}</Loaded>
  </Page>
}
