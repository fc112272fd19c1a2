// One number in two households: what the file says beside what is known, and which of three things is true.
import desk from '../../text/desk.json'
import words from '../../text/holds.json'
import {useState} from 'preact/hooks'
import {all, get, send} from '../../app/api.js'
import {areaName} from '../../app/areas.js'
import {day, today} from '../../app/days.js'
import {choice} from '../../app/people.js'
import {add, code, num, t} from '../../app/text.js'
import {useCommand, useDraft, useLoad} from '../../app/use.js'
import {Card, Cards} from '../../ui/card.jsx'
import {confirm} from '../../ui/dialog.jsx'
import {Choice, ErrorSummary, Field, Submit} from '../../ui/form.jsx'
import {Facts, More, Page} from '../../ui/page.jsx'
import {Empty, Loaded} from '../../ui/state.jsx'
import {Status} from '../../ui/status.jsx'

add(desk)
add(words)
const DECISIONS = ['moved', 'merged', 'different_person']

export default function Holds() {
  const found = useLoad(signal => all('/v1/holds', {signal, most: 200}), [])
  const [settled, setSettled] = useState([])
  const open = (found.data ?? []).filter(one => !settled.some(each => each.hold_id === one.hold_id))
  return <Page title={t('holds')} lead={t('holds.lead')} back={['/alerts', t('alerts')]}>
    {settled.length ? <Next settled={settled} /> : null}
    <Loaded from={found}>{() => (open.length
      ? <Cards label={t('holds')}>{open.map(one => <Hold key={one.hold_id} one={one} onDone={decided => setSettled([...settled, decided])} onStale={found.reload} />)}</Cards>
      : <Empty title={t('holds.none')}><p>{t('holds.none.do')}</p></Empty>)}</Loaded>
  </Page>
}

/** A decision counts from the next upload of those rows: say so, and lead to the file. */
const Next = ({settled}) => <div class="notice fine" role="status">
  <p class="strong">{t('holds.decided', {n: settled.length})}</p>
  <p>{t('holds.next')}</p>
  <ul class="dots">{settled.map(one => <li key={one.hold_id}>{t(`holds.${one.decision}`)} · {areaName(one.area)}{one.import_id ? <> · <a href={`/imports/${one.import_id}`}>{t('holds.file.open')}</a></> : null}</li>)}</ul>
</div>

function Hold({one, onDone, onStale}) {
  const [open, setOpen] = useState(false)
  return <Card level={2} title={areaName(one.area)} tone="warn" status={<Status tone="ask">{t('holds.since', {day: day(one.opened_on)})}</Status>}>
    <p>{one.import_id ? <a class="alone" href={`/imports/${one.import_id}`}>{t('holds.file', {rows: one.rows.map(row => num(row)).join(', ')})}</a> : t('holds.told')}</p>
    <More title={t('holds.compare')} onOpen={() => setOpen(true)}>{open ? <Compare one={one} onDone={onDone} onStale={onStale} /> : null}</More>
  </Card>
}

/** Both households as far as the reader may see them; a household that no file has brought yet is not there. */
async function sides(one, signal) {
  const seen = id => get(`/v1/households/${id}`, {signal}).then(({data}) => data, failure => {
    if (['missing', 'forbidden'].includes(failure.kind)) return null
    throw failure
  })
  const [held, other] = await Promise.all([seen(one.household_id), seen(one.other_household)])
  return {held, other, known: other?.roster?.find(each => each.member_id === (one.known_as ?? one.member)) ?? null}
}

function Compare({one, onDone, onStale}) {
  const found = useLoad(signal => sides(one, signal), [one.hold_id])
  return <Loaded from={found}>{({held, other, known}) => <>
    <div class="both">
      <div>
        <h3>{t('holds.held')}</h3>
        <Person said={one.said} born={one.said.birth_year} />
        <Household id={one.household_id} one={held} area={one.area} none={t('holds.new')} />
      </div>
      <div>
        <h3>{t('holds.there')}</h3>
        {known ? <Person said={known} age={known.age} /> : <p class="quiet">{t(other ? 'holds.not_in_roster' : 'holds.elsewhere')}</p>}
        <Household id={one.other_household} one={other} area={other?.area} none={t('holds.elsewhere')} />
      </div>
    </div>
    {known ? <Alike said={one.said} known={known} /> : null}
    <Decide one={one} onDone={onDone} onStale={onStale} />
  </>}</Loaded>
}

const bornAbout = age => Number(today().slice(0, 4)) - age
const Person = ({said, born, age}) => <Facts of={[
  [t('household.relation'), choice('relation', said.relation)], [t('household.sex'), choice('sex', said.sex)],
  [t('holds.born'), born ? day(born) : age === null || age === undefined ? '' : t('holds.born.about', {year: day(String(bornAbout(age))), n: age})],
  [t('holds.status'), choice('person_status', said.person_status)],
]} />

const Household = ({id, one, area, none}) => (one
  ? <Facts of={[[t('households.id'), <a class="alone" href={`/households/${id}`}>{id}</a>], [t('overview.area'), areaName(area)], [t('households.phase'), code('phase', one.phase)], [t('households.members'), num(one.members)], [t('households.surveyed'), day(one.surveyed_on)]]} />
  : <p class="quiet">{none}</p>)

/** What speaks for one person and what against it; a year's difference in an age is none. */
function Alike({said, known}) {
  const rows = [
    ['sex', said.sex && known.sex && said.sex === known.sex],
    ['born', said.birth_year && known.age !== null && Math.abs(bornAbout(known.age) - Number(said.birth_year)) <= 1],
  ].filter(([name]) => (name === 'sex' ? said.sex && known.sex : said.birth_year && known.age !== null))
  return <p>{rows.map(([name, same]) => <span key={name}><Status tone={same ? 'good' : 'bad'}>{t(`holds.${same ? 'same' : 'differs'}.${name}`)}</Status> </span>)}</p>
}

function Decide({one, onDone, onStale}) {
  const [values, change, done] = useDraft(`hold.${one.hold_id}`, {decision: '', reason: ''})
  const [wrong, setWrong] = useState({})
  const command = useCommand(() => send('POST', `/v1/holds/${one.hold_id}/decision`, {decision: values.decision, reason: values.reason.trim()}, {match: `"${one.version}"`}))
  const submit = async event => {
    event.preventDefault()
    const found = {}
    if (!values.decision) found.decision = t('decide.missing')
    if (!values.reason.trim()) found.reason = t('decide.reason.missing')
    setWrong(found)
    if (Object.keys(found).length) return
    if (!(await confirm({title: t(`holds.${values.decision}`), text: `${t(`holds.${values.decision}.does`)} ${t('holds.sure')}`, yes: t('decide.do'), danger: values.decision !== 'different_person'}))) return
    const said = await command.run()
    if (!said) return
    done()
    onDone(said.data)
  }
  return <form onSubmit={submit} noValidate class="read">
    <ErrorSummary errors={wrong} failure={command.failure} />
    {command.failure?.kind === 'stale' || command.failure?.kind === 'refused' ? <p><button type="button" class="second" onClick={onStale}>{t('do.again')}</button></p> : null}
    <Choice name="decision" label={t('holds.what')} value={values.decision} error={wrong.decision} onChange={value => change('decision', value)} options={DECISIONS.map(each => [each, t(`holds.${each}`), t(`holds.${each}.does`)])} />
    <Field type="area" name="reason" label={t('decide.reason')} hint={t('holds.reason.hint')} value={values.reason} error={wrong.reason} onChange={value => change('reason', value)} maxLength={500} />
    <Submit busy={command.busy}>{t('decide.do')}</Submit>
  </form>
}
