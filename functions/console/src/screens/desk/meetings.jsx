// Committee meetings: those that were, and calling one with the agenda of this moment.
import words from '../../text/desk.json'
import {useState} from 'preact/hooks'
import {all, get, send} from '../../app/api.js'
import {day, today} from '../../app/days.js'
import {go} from '../../app/router.js'
import {officerName, officerText} from '../../app/officers.js'
import {me} from '../../app/session.js'
import {add, num, t} from '../../app/text.js'
import {useCommand, useDraft, useLoad} from '../../app/use.js'
import {ErrorSummary, errorsOf, Field, Submit, Tick} from '../../ui/form.jsx'
import {More, Page} from '../../ui/page.jsx'
import {Empty, Loaded} from '../../ui/state.jsx'
import {Status} from '../../ui/status.jsx'
import {Table} from '../../ui/table.jsx'

add(words)
const CALLERS = ['coordinator', 'committee']
const INVITED = ['committee', 'coordinator', 'agency_head']

export default function Meetings() {
  const found = useLoad(signal => get('/v1/meetings?limit=50', {signal}), [])
  return <Page title={t('meetings')}>
    {CALLERS.includes(me.value.role) ? <Call open={found.data?.items.length === 0} /> : null}
    <Loaded from={found}>{({items}) => <Table caption={t('meetings.list')} rows={items} rowKey={one => one.meeting_id} columns={[
      {key: 'on', title: t('meetings.on'), head: true, cell: one => <a href={`/meetings/${one.meeting_id}`}>{day(one.on)}</a>},
      {key: 'items', title: t('meetings.items'), number: true, cell: one => num(one.items.length)},
      {key: 'open', title: t('meetings.open'), number: true, cell: one => num(one.items.filter(item => !item.verdict).length)},
      {key: 'state', title: t('meetings.state'), cell: one => <Status tone={one.closed ? 'off' : 'warn'}>{t(one.closed ? 'meetings.closed' : 'meetings.going')}</Status>},
    ]} empty={<Empty title={t('meetings.empty')}><p>{t('meetings.empty.do')}</p></Empty>} />}</Loaded>
  </Page>
}

function Call({open}) {
  const own = me.value.role === 'committee' ? me.value.officer_id : ''
  const [values, change, done] = useDraft('meeting', {on: today(), chair: own, present: []})
  const found = useLoad(async signal => (await Promise.all(INVITED.map(role => all(`/v1/officers?role=${role}&status=active`, {signal})))).flat(), [])
  const [wrong, setWrong] = useState({})
  const command = useCommand(() => send('POST', '/v1/meetings', {on: values.on, chair: values.chair.trim(), present: values.present}))
  const submit = async event => {
    event.preventDefault()
    const found = {}
    for (const name of ['on', 'chair', 'present']) if (!values[name].length) found[name] = t('meetings.missing')
    setWrong(found)
    if (Object.keys(found).length) return
    const made = await command.run()
    if (!made) return
    done()
    go(`/meetings/${made.data.meeting_id}`)
  }
  const errors = {...errorsOf(command.failure), ...wrong}
  const field = name => ({name, value: values[name], error: errors[name], onChange: value => change(name, value)})
  return <More title={t('meetings.call')} open={open}><form onSubmit={submit} noValidate class="narrow">
    <ErrorSummary errors={errors} failure={command.failure} />
    <Field {...field('on')} type="date" label={t('meetings.on')} />
    <Loaded from={found}>{people => <>
      <Field {...field('chair')} type="select" label={t('meetings.chair')} options={[['', t('decide.choose')], ...people.filter(one => one.role === 'committee').map(one => [one.officer_id, officerName(one.officer_id)])]} />
      <fieldset class={`field ${errors.present ? 'wrong' : ''}`}><legend>{t('meetings.present')}</legend>
        <p class="hint">{t('meetings.present.hint')}</p>
        {errors.present ? <p class="error">{errors.present}</p> : null}
        {people.filter(one => one.officer_id !== values.chair).map(one => <Tick key={one.officer_id} name="present" label={officerText(one.officer_id)} checked={values.present.includes(one.officer_id)} onChange={on => change('present', on ? [...values.present, one.officer_id] : values.present.filter(each => each !== one.officer_id))} />)}
      </fieldset>
    </>}</Loaded>
    <Submit busy={command.busy}>{t('meetings.call')}</Submit>
  </form></More>
}
