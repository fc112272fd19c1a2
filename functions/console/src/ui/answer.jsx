// An answer to a question of the rule book, in the form of its fact.
import words from '../text/answers.json'
import {day, today} from '../app/days.js'
import {kindOf} from '../app/facts.js'
import {choice, choices} from '../app/people.js'
import {add, code, has, num, t} from '../app/text.js'
import {Choice, Field, Tick} from './form.jsx'
import {More} from './page.jsx'

add(words)

/**
 * One fact of one person, or of the household. answer: {value, refused, basis}; set gets the parts that change. witness:
 * somebody asks who may see for themselves, and notes a refusal. options: [[value, text]] of a set to tick; those after
 * the first `likely` are folded.
 */
export function Answer({fact, name, label, answer, set, error, witness, options: given, likely = Infinity}) {
  const kind = kindOf(fact)
  const mode = answer.refused ? 'refused' : answer.value === undefined ? '' : String(answer.value)
  const options = kind === 'bool' ? [['true', t('answer.yes')], ['false', t('answer.no')]] : kind === 'enum' ? choices(fact) : []
  const pick = value => {
    if (value === 'refused') set({refused: true, value: undefined})
    else if (value === '') set({refused: false, value: undefined})
    else set({refused: false, value: kind === 'bool' ? value === 'true' : value})
  }
  const tail = [['', t('answer.unknown')], ...(witness ? [['refused', t('answer.refused')]] : [])]
  return <div class="card answer">
    {given ? <Several label={label} name={name} value={answer.value} onChange={value => set({refused: false, value})} options={given} likely={likely} /> : options.length ? <Choice name={name} label={label} value={mode} onChange={pick} options={[...options, ...tail]} error={error} /> : <>
      <Field name={name} label={label} type={kind === 'date' ? 'date' : 'text'} inputmode={kind === 'int' ? 'numeric' : null} max={kind === 'date' ? today() : null} value={answer.value ?? ''} error={error}
        hint={kind === 'int' && /^\d{4,9}$/.test(answer.value ?? '') ? num(Number(answer.value)) : null} onChange={value => set({refused: false, value: value || undefined})} />
    </>}
    {witness && !options.length ? <Tick name={`${name}-refused`} label={t('answer.refused')} checked={Boolean(answer.refused)} onChange={yes => set({refused: yes, value: yes ? undefined : answer.value})} /> : null}
    {witness && answer.value !== undefined ? <Tick name={`${name}-seen`} label={t('answer.seen')} checked={answer.basis === 'seen'} onChange={yes => set({basis: yes ? 'seen' : 'said'})} /> : null}
  </div>
}

function Several({label, name, value, onChange, options, likely}) {
  const toggle = (one, yes) => onChange(yes ? [...(value ?? []), one] : (value ?? []).filter(other => other !== one))
  const tick = ([one, text]) => <Tick key={one} name={`${name}-${one}`} label={text} checked={Boolean(value?.includes(one))} onChange={yes => toggle(one, yes)} />
  const rest = options.slice(likely)
  return <fieldset class="field choice"><legend>{label}</legend>
    {options.slice(0, likely).map(tick)}
    {rest.length ? <More title={t('answer.more', {n: rest.length})} open={rest.some(([one]) => value?.includes(one))}>{rest.map(tick)}</More> : null}
    <Tick name={`${name}-none`} label={t('answer.none')} checked={value?.length === 0} onChange={yes => onChange(yes ? [] : undefined)} />
  </fieldset>
}

/** The word for what a set holds: a benefit, or an indicator of a survey. */
export const holds = one => (has(`need.${one}`) ? code('need', one) : code('what', one))

/** In words. */
export function said(fact, {value, refused, basis}) {
  if (refused) return t('answer.refused')
  const kind = kindOf(fact)
  if (kind === 'set') return value.length ? value.map(holds).join(' · ') : t('answer.none')
  const text = kind === 'bool' ? t(value ? 'answer.yes' : 'answer.no') : kind === 'enum' ? choice(fact, value) : kind === 'date' ? day(value) : kind === 'int' ? num(Number(value)) : value
  return basis === 'seen' ? t('answer.as_seen', {what: text}) : text
}
