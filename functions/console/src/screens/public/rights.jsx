// "What am I entitled to?": a few plain questions, the one that settles most first. Everything stays in this page's memory.
import words from '../../text/rights.json'
import {useState} from 'preact/hooks'
import {get, send} from '../../app/api.js'
import {today} from '../../app/days.js'
import {kindOf} from '../../app/facts.js'
import {choices} from '../../app/people.js'
import {add, code, own, t} from '../../app/text.js'
import {useCommand} from '../../app/use.js'
import {Answer} from '../../ui/answer.jsx'
import {byState, Entitlement} from '../../ui/entitlement.jsx'
import {ErrorSummary, Field, Submit, Tick} from '../../ui/form.jsx'
import {More, Page} from '../../ui/page.jsx'
import {Empty} from '../../ui/state.jsx'

add(words)
const MOST = 30 // people, as the API takes
const ENOUGH = 12 // questions; more for those who want
const keyOf = (fact, member) => `${fact}|${member ?? ''}`
const WITH_PAPERS = ['gap', 'may_be_requested', 'eligible_when_open']

export default function Rights() {
  const [now, set] = useState({stage: 'people', people: [{id: 'p1', age: ''}], thai: true, register: true, answers: {}, asked: [], most: ENOUGH})
  const change = parts => set(before => ({...before, ...parts}))
  const command = useCommand(async next => {
    const {data} = await send('POST', '/v1/screenings', bodyOf(next), {anonymous: true})
    const group = next.stage === 'result' || next.asked.length >= next.most ? null : firstOf(data.questions, next.asked)
    if (group) return change({...next, stage: 'ask', found: data, group, papers: {}})
    change({...next, stage: 'result', found: data, group: null, papers: await papersOf(data)})
  })
  const View = {people: People, ask: Ask, result: Result}[now.stage]
  return <View now={now} change={change} go={parts => command.run({...now, ...parts})} command={command} />
}

function bodyOf({people, thai, register, answers}) {
  const year = Number(today().slice(0, 4))
  const facts = member => Object.fromEntries(Object.entries(answers).filter(([key, one]) => key.endsWith(`|${member}`) && one.value !== undefined && one.value !== '')
    .map(([key, {value}]) => [key.split('|')[0], kindOf(key.split('|')[0]) === 'int' ? Number(value) : value]))
  const base = {person_status: choices('person_status')[0][0], ...(thai ? {nationality: choices('nationality')[0][0]} : {}), ...(register ? {in_house_register: true} : {})}
  return {members: people.map(({id, age}) => ({id, facts: {...base, birth_date: String(year - Number(age)), ...facts(id)}})), household: {facts: facts('')}}
}

/** The best question that was not asked yet, for everybody whom it concerns. */
function firstOf(questions, asked) {
  const open = questions.filter(one => !asked.includes(one.fact) && kindOf(one.fact) && (kindOf(one.fact) !== 'set' || one.fact === 'benefits_received'))
  return open.length ? open.filter(one => one.fact === open[0].fact) : null
}

async function papersOf({determinations}) {
  const wanted = [...new Set(determinations.filter(one => WITH_PAPERS.includes(one.state)).map(one => one.benefit))]
  const found = await Promise.all(wanted.map(benefit => get(`/v1/benefits/${benefit}`, {anonymous: true})))
  return Object.fromEntries(found.map(({data}) => [data.id, data]))
}

function People({now, change, go, command}) {
  const [errors, setErrors] = useState({})
  const {people} = now
  const submit = event => {
    event.preventDefault()
    const wrong = Object.fromEntries(people.filter(({age}) => !/^\d{1,3}$/.test(age) || Number(age) > 120).map(({id}) => [id, t('rights.age.wrong')]))
    setErrors(wrong)
    if (!Object.keys(wrong).length) go({asked: []})
  }
  const last = Number(people[people.length - 1].id.slice(1))
  return <Page key="people" title={t('rights')} lead={t('rights.lead')}>
    <form class="read" onSubmit={submit} noValidate>
      <ErrorSummary errors={errors} failure={command.failure} />
      <h2>{t('rights.people')}</h2>
      <p class="hint">{t('rights.age.hint')}</p>
      {people.map(({id, age}, number) => <Field key={id} name={id} inputmode="numeric" autocomplete="off" label={t('rights.age', {n: number + 1})} value={age} error={errors[id]} onChange={text => change({people: people.map(one => (one.id === id ? {id, age: text.trim()} : one))})}>
        {people.length > 1 ? <button type="button" class="text" onClick={() => change({people: people.filter(one => one.id !== id)})}>{t('rights.remove', {n: number + 1})}</button> : null}
      </Field>)}
      {people.length < MOST ? <p><button type="button" class="second" onClick={() => change({people: [...people, {id: `p${last + 1}`, age: ''}]})}>{t('rights.add')}</button></p> : null}
      <Tick name="thai" label={t('rights.thai')} checked={now.thai} onChange={thai => change({thai})} />
      <Tick name="register" label={t('rights.register')} checked={now.register} onChange={register => change({register})} />
      <div class="buttons"><Submit busy={command.busy}>{t('rights.next')}</Submit></div>
    </form>
  </Page>
}

const nameOf = (people, member) => {
  const number = people.findIndex(one => one.id === member)
  return number < 0 ? t('rights.whole') : t('rights.person.aged', {n: number + 1, age: people[number].age})
}

function Ask({now, change, go, command}) {
  const [errors, setErrors] = useState({})
  const {group, answers, asked, people} = now
  const {fact} = group[0]
  const likely = now.found.determinations.filter(one => one.state === 'gap').length
  const submit = event => {
    event.preventDefault()
    const wrong = Object.fromEntries(group.filter(({member}) => kindOf(fact) === 'int' && !/^\d{0,9}$/.test(answers[keyOf(fact, member)]?.value ?? '')).map(({member}) => [keyOf(fact, member), t('answer.number')]))
    setErrors(wrong)
    if (!Object.keys(wrong).length) go({asked: [...asked, fact]})
  }
  const back = () => (asked.length ? go({asked: asked.slice(0, -1)}) : change({stage: 'people'}))
  return <Page key={fact} title={own(group[0].text)} lead={[t('rights.question', {n: asked.length + 1}), likely ? t('rights.so_far', {n: likely}) : null].filter(Boolean).join(' · ')}>
    <form class="read" onSubmit={submit} noValidate>
      <ErrorSummary errors={errors} failure={command.failure} />
      {group.map(({member, decides}) => <Answer key={member} fact={fact} name={keyOf(fact, member)} label={nameOf(people, member)} answer={answers[keyOf(fact, member)] ?? {}} error={errors[keyOf(fact, member)]}
        options={kindOf(fact) === 'set' ? decides.map(one => [one, code('what', one)]) : null}
        set={parts => change({answers: {...answers, [keyOf(fact, member)]: {...answers[keyOf(fact, member)], ...parts}}})} />)}
      <div class="buttons">
        <button type="button" class="second" onClick={back}>{t('rights.back')}</button>
        <Submit busy={command.busy}>{t('rights.next')}</Submit>
        <button type="button" class="second" onClick={() => go({stage: 'result'})}>{t('rights.see')}</button>
      </div>
    </form>
  </Page>
}

function Result({now, change, go, command}) {
  const {found, people, papers} = now
  const of = (...states) => [...found.determinations].filter(one => states.includes(one.state)).sort(byState)
  const likely = of('gap')
  const may = of('may_be_requested', 'eligible_when_open', 'suggested')
  const open = of('need_info')
  const received = of('receiving')
  const show = one => <li key={`${one.benefit}${one.member}`} class={`card ${one.state === 'gap' ? 'bad' : one.state === 'receiving' ? 'good' : ''}`}><Entitlement open one={one} papers={papers[one.benefit]} whose={nameOf(people, one.member)} /></li>
  const list = (title, rows) => (rows.length ? <section><h2>{title}</h2><ul class="cards">{rows.map(show)}</ul></section> : null)
  return <Page key="result" title={t('rights.result')} lead={t('rights.preliminary')}>
    <div class="buttons">
      <button type="button" class="first" onClick={() => print()}>{t('rights.print')}</button>
      {firstOf(found.questions, now.asked) ? <button type="button" class="second" aria-disabled={command.busy ? 'true' : null} onClick={() => go({stage: 'ask', most: now.asked.length + ENOUGH})}>{t('rights.more')}</button> : null}
      <button type="button" class="second" onClick={() => change({stage: 'people', answers: {}, asked: [], most: ENOUGH, people: [{id: 'p1', age: ''}]})}>{t('rights.again')}</button>
    </div>
    {likely.length || may.length ? null : <Empty title={t('rights.nothing')}><p>{t('rights.nothing.do')}</p></Empty>}
    {list(t('rights.gap'), likely)}
    {list(t('rights.may'), may)}
    {list(t('rights.received'), received)}
    {open.length ? <More title={t('rights.unknown')}><ul class="cards">{open.map(show)}</ul></More> : null}
  </Page>
}
