// A plan beside the needs that it answers, dimension by dimension: ten minutes a household, and a decision with a reason.
import words from '../../text/desk.json'
import plans from '../../text/plans.json'
import needWords from '../../text/needs.json'
import {useState} from 'preact/hooks'
import {file, get, send} from '../../app/api.js'
import {areaName} from '../../app/areas.js'
import {save} from '../../app/csv.js'
import {day} from '../../app/days.js'
import {officer} from '../../app/officers.js'
import {place} from '../../app/router.js'
import {me} from '../../app/session.js'
import {add, baht, code, has, lang, num, t} from '../../app/text.js'
import {useCommand, useDraft, useLoad} from '../../app/use.js'
import {Choice, ErrorSummary, Field, Submit} from '../../ui/form.jsx'
import {Facts, Page} from '../../ui/page.jsx'
import {Empty, Failed, Loaded} from '../../ui/state.jsx'
import {Status} from '../../ui/status.jsx'
import {toast} from '../../ui/toast.jsx'
import {DIMENSIONS} from './households.jsx'

add(words)
add(plans)
add(needWords)
const TONES = {draft: 'ask', submitted: 'warn', active: 'good', approved: 'good', completed: 'good', returned: 'bad'}
const nameOf = need => (has(`need.${need}`) ? t(`need.${need}`) : need)
const signed = one => [one.agency ? code('agency', one.agency) : code('signer', one.role), one.role !== 'household' && officer(one.by)?.name].filter(Boolean).join(' ')
const text = one => (lang.value === 'en' && one.en ? one.en : one.th)

export default function Plan({id}) {
  const path = `/v1/households/${id}`
  const {meeting} = place.value.query
  const found = useLoad(async signal => {
    const [plan, needs, household] = await Promise.all([get(`${path}/plan`, {signal}), get(`${path}/needs`, {signal}), get(path, {signal})])
    return {plan: plan.data, etag: plan.etag, needs: needs.data, household: household.data}
  }, [id])
  return <Page title={t('plan.title', {id})} lead={found.data ? areaName(found.data.household.area) : null} back={meeting ? [`/meetings/${meeting}`, t('meeting')] : [`/households/${id}`, t('plan.household')]} actions={<Paper path={path} />}>
    <Loaded from={found}>{data => <Sides {...data} path={path} meeting={meeting} onDone={found.reload} />}</Loaded>
  </Page>
}

function Paper({path}) {
  const command = useCommand(() => file(`${path}/plan/paper?version=newest`))
  const keep = async () => {
    const got = await command.run()
    if (got) save(got.data, 'plan.pdf')
    else toast(t('plan.paper.failed'))
  }
  return <button type="button" class="second" onClick={keep} aria-disabled={command.busy ? 'true' : null}>{t('plan.paper')}</button>
}

function Sides({plan, etag, needs, path, meeting, onDone}) {
  const shown = plan.draft || plan.plan
  if (!shown) return <Empty title={t('plan.none')}><p>{t('plan.none.do')}</p></Empty>
  const over = shown.ceiling !== null && shown.budget > shown.ceiling
  return <>
    <Facts of={[
      [t('plan.state'), <Status tone={TONES[shown.state] || 'info'}>{code('plan_state', shown.state)}</Status>], [t('plan.version'), num(shown.number)],
      [t('plan.money'), <span>{t('plan.of', {budget: baht(shown.budget), ceiling: shown.ceiling === null ? '–' : baht(shown.ceiling)})} {over ? <Status tone="bad">{t('plan.over')}</Status> : null}</span>],
      [t('plan.time'), shown.starts && t('plan.from_to', {from: day(shown.starts), to: day(shown.ends)})], [t('plan.track'), shown.track && code('track', shown.track)],
      [t('plan.signed'), shown.signatures.map(signed).join(' · ')],
      [t('plan.unsigned'), shown.unsigned.length > 0 && <Status tone="ask">{shown.unsigned.map(one => (has(`signer.${one}`) ? t(`signer.${one}`) : code('agency', one))).join(' · ')}</Status>],
      [t('plan.wishes'), needs.wishes.join(' · ')],
    ]} />
    {plan.double_aid.length ? <div class="notice"><p class="strong">{t('plan.double')}</p><ul>{plan.double_aid.map(pair => <li key={pair.join()}>{pair.map(one => code('what', one)).join(' + ')}</li>)}</ul></div> : null}
    <h2>{t('plan.sides')}</h2>
    {DIMENSIONS.map(name => <Dimension key={name} name={name} needs={needs.needs.filter(one => one.dimension === name)} goals={shown.goals.filter(one => one.dimension === name)} measures={shown.measures.filter(one => one.dimension === name)} />)}
    {needs.answers.some(one => one.declined) ? <><h2>{t('plan.declined')}</h2><ul>{needs.answers.filter(one => one.declined).map(one => <li key={one.agency}>{code('agency', one.agency)}: {one.declined}</li>)}</ul></> : null}
    {shown.decision ? <p class={`notice ${shown.decision.approved ? 'fine' : ''}`}>{t(shown.decision.approved ? 'plan.approved' : 'plan.sent_back', {day: day(shown.decision.on)})} {shown.decision.reason}</p> : null}
    {shown.state === 'submitted' && me.value.role === 'committee' ? <Decide path={path} etag={etag} number={shown.number} household={plan.household_id} meeting={meeting} onDone={onDone} /> : null}
  </>
}

function Dimension({name, needs, goals, measures}) {
  if (!needs.length && !measures.length) return null
  return <section class="pair" aria-label={t(`dimension.${name}`)}>
    <h3>{t(`dimension.${name}`)}</h3>
    <div class="sides">
      <ul>{needs.map(one => <li key={one.code}>{nameOf(one.code)} <span class="quiet">{t(`level.${one.level}`)}</span>{one.note ? <p class="quiet">{one.note}</p> : null}</li>)}{needs.length ? null : <li class="quiet">{t('plan.no_need')}</li>}</ul>
      <ul>
        {goals.map(one => <li key={one.th} class="strong">{text(one)}</li>)}
        {measures.map(one => <li key={one.measure_id}>{text(one)}<br /><span class="quiet">{[code('agency', one.agency), one.due && day(one.due), one.budget !== null && t('plan.baht', {baht: baht(one.budget)}), one.fund && (has(`fund.${one.fund}`) ? t(`fund.${one.fund}`) : one.fund)].filter(Boolean).join(' · ')}</span></li>)}
        {measures.length ? null : <li><Status tone="bad">{t('plan.no_measure')}</Status></li>}
      </ul>
    </div>
  </section>
}

/** From a meeting's agenda the decision goes into its minutes; else it stands by itself. */
async function decided({path, etag, number, household, meeting}, {verdict, reason}) {
  const said = reason.trim() ? {reason: reason.trim()} : {}
  if (!meeting) return send('POST', `${path}/plan/decision`, {approved: verdict === 'approve', ...said}, {match: etag})
  const {etag: match} = await get(`/v1/meetings/${meeting}`)
  return send('POST', `/v1/meetings/${meeting}/decisions`, {decisions: [{verdict, reference: `${household}#${number}`, ...said}]}, {match})
}

function Decide({onDone, ...plan}) {
  const [values, change, done] = useDraft(`plan.${plan.household}.${plan.number}`, {verdict: '', reason: ''})
  const [wrong, setWrong] = useState({})
  const command = useCommand(() => decided(plan, values))
  const submit = async event => {
    event.preventDefault()
    const found = {}
    if (!values.verdict) found.verdict = t('decide.missing')
    if (values.verdict === 'send_back' && !values.reason.trim()) found.reason = t('decide.reason.missing')
    setWrong(found)
    if (Object.keys(found).length || !(await command.run())) return
    done()
    toast(t('decided'))
    onDone()
  }
  return <section><h2>{t('decide')}</h2><form onSubmit={submit} noValidate>
    {command.failure?.kind === 'stale' ? <div class="notice" role="alert"><p>{t('plan.stale')}</p><button type="button" class="second" onClick={onDone}>{t('do.again')}</button></div> : <ErrorSummary errors={wrong} failure={command.failure} />}
    <Choice name="verdict" label={t('decide.what')} value={values.verdict} error={wrong.verdict} onChange={value => change('verdict', value)} options={['approve', 'send_back'].map(one => [one, t(`verdict.${one}`)])} />
    <Field type="area" name="reason" label={t('decide.reason')} hint={t('decide.reason.hint')} optional={values.verdict === 'approve'} value={values.reason} error={wrong.reason} onChange={value => change('reason', value)} maxLength={500} />
    <Submit busy={command.busy}>{t('decide.do')}</Submit>
  </form></section>
}
