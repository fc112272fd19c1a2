// Who is meant, without a name: the API gives a phone none. Head first, then the eldest.
import values from '../text/values.json'
import {add, t} from './text.js'

add(values)
const HEAD = values['choice.relation.00']

/** The roster in the order in which a family is told. */
export const inOrder = roster => [...roster].sort((one, other) => (other.relation === HEAD) - (one.relation === HEAD) || (other.age ?? -1) - (one.age ?? -1) || (one.member_id < other.member_id ? -1 : 1))

/** "บุตร หญิง 10 ปี", "Child, female, aged 10"; people who would read the same get a number. */
export function labels(roster) {
  const found = {}
  const seen = {}
  for (const one of inOrder(roster)) {
    const text = [choice('relation', one.relation), one.sex && t('people.sex', {sex: choice('sex', one.sex).toLowerCase()}), one.age !== null && (one.age ? t('people.age', {n: one.age}) : t('people.baby'))].filter(Boolean).join('').replace(/^[, ]+/, '')
    seen[text] = (seen[text] ?? 0) + 1
    found[one.member_id] = seen[text] > 1 ? t('people.again', {who: text, n: seen[text]}) : text
  }
  return found
}

/** The answers of a fact: [[value, word]]; a value is Thai, as the API takes it. */
export const choices = fact => Object.entries(values).filter(([key]) => key.startsWith(`choice.${fact}.`)).map(([key, value]) => [value, t(key)])
export const choice = (fact, value) => (value ? choices(fact).find(([one]) => one === value)?.[1] ?? value : '')
