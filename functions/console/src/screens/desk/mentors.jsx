// Mentors: which households of the programme have none and who would fit, and who carries what.
import words from '../../text/desk.json'
import {useState} from 'preact/hooks'
import {all, get, send} from '../../app/api.js'
import {areaName} from '../../app/areas.js'
import {officerName} from '../../app/officers.js'
import {me} from '../../app/session.js'
import {add, code, num, t} from '../../app/text.js'
import {useCommand, useLoad} from '../../app/use.js'
import {Card, Cards} from '../../ui/card.jsx'
import {Choice, Field} from '../../ui/form.jsx'
import {Page} from '../../ui/page.jsx'
import {Empty, Failed, Loaded} from '../../ui/state.jsx'
import {Status} from '../../ui/status.jsx'
import {Table} from '../../ui/table.jsx'
import {toast} from '../../ui/toast.jsx'

add(words)

export default function Mentors() {
  const found = useLoad(async signal => {
    const [wanting, mentors] = await Promise.all([all('/v1/mentors/suggestions', {signal, most: 100}), all('/v1/mentors', {signal, most: 2000})])
    return {wanting, mentors}
  }, [])
  return <Page title={t('mentors')} lead={t('mentors.lead')}>
    <Loaded from={found}>{({wanting, mentors}) => <>
      <h2>{t('mentors.without', {n: wanting.length})}</h2>
      {wanting.length ? <Cards label={t('mentors.without', {n: wanting.length})}>{wanting.map(one => <Wanting key={one.household_id} one={one} onDone={found.reload} />)}</Cards> : <Empty title={t('mentors.none')}><p>{t('mentors.none.do')}</p></Empty>}
      <Load mentors={mentors} />
    </>}</Loaded>
  </Page>
}

function Wanting({one, onDone}) {
  const [chosen, choose] = useState(one.mentors[0]?.officer_id ?? '')
  const command = useCommand(async () => {
    const {etag} = await get(`/v1/households/${one.household_id}`)
    return send('PUT', `/v1/households/${one.household_id}/mentor`, {officer_id: chosen.trim()}, {match: etag})
  })
  const give = async event => {
    event.preventDefault()
    if (!chosen || !(await command.run())) return
    toast(t('mentors.given'))
    onDone()
  }
  return <Card title={t('household.title', {id: one.household_id})} href={`/households/${one.household_id}`} tone="warn">
    <p class="quiet">{[areaName(one.area), code('phase', one.phase)].join(' · ')}</p>
    {command.failure ? <Failed failure={command.failure} /> : null}
    {one.mentors.length ? null : <p>{t('mentors.nobody')}</p>}
    {me.value.role !== 'coordinator' ? <p>{one.mentors.map(each => officerName(each.officer_id)).join(' · ')}</p> : <form onSubmit={give}>
      {one.mentors.length ? <Choice name={`mentor-${one.household_id}`} label={t('mentors.who')} value={chosen} onChange={choose} options={one.mentors.slice(0, 3).map(each => [each.officer_id, officerName(each.officer_id), [t(`near.${each.nearness >= 6 ? 'tambon' : each.nearness >= 4 ? 'district' : 'province'}`), each.speaks ? t('mentors.speaks') : null, t('mentors.past', {n: each.past_households})].filter(Boolean).join(' · ')])} /> : <Field name={`mentor-${one.household_id}`} label={t('mentors.id')} value={chosen} onChange={choose} autocapitalize="none" spellcheck={false} />}
      <button class="first" aria-disabled={command.busy ? 'true' : null}>{t('mentors.give')}</button>
    </form>}
  </Card>
}

/** An official has one household at a time: load is which one, how far it is, and who is free. */
function Load({mentors}) {
  const rows = [...mentors].sort((one, other) => Boolean(other.household_id) - Boolean(one.household_id) || officerName(one.officer_id).localeCompare(officerName(other.officer_id), 'th'))
  const busy = rows.filter(one => one.household_id).length
  const of = part => one => one.household && part(one.household)
  return <Table caption={t('mentors.load', {n: busy, free: num(rows.length - busy)})} rows={rows} rowKey={one => one.officer_id} columns={[
    {key: 'mentor', title: t('households.mentor'), head: true, cell: one => officerName(one.officer_id)},
    {key: 'household', title: t('households.id'), cell: one => (one.household ? <a href={`/households/${one.household_id}`}>{one.household_id}</a> : one.household_id ? <span class="quiet">{t('mentors.elsewhere')}</span> : <Status tone="good">{t('mentors.free')}</Status>)},
    {key: 'area', title: t('overview.area'), cell: one => (one.household ? areaName(one.household.area) : <span class="quiet">{one.areas.map(area => areaName(area)).join(' · ')}</span>)},
    {key: 'phase', title: t('households.phase'), cell: of(each => code('phase', each.phase))},
    {key: 'members', title: t('households.members'), number: true, cell: of(each => num(each.members))},
    {key: 'questions', title: t('household.questions'), number: true, cell: of(each => num(each.questions))},
  ]} empty={<p class="quiet">{t('mentors.load.none')}</p>} />
}
