// Who is meant, without a name: the API gives a phone none. Head first, then the eldest.
import values from '../text/values.json'
import {add, lang, t} from './text.js'

add(values)
const HEAD = Object.values(values).find(one => one.en === 'Head').th

/** The roster in the order in which a family is told. */
export const inOrder = roster => [...roster].sort((one, other) => (other.relation === HEAD) - (one.relation === HEAD) || (other.age ?? -1) - (one.age ?? -1) || one.member_id.localeCompare(other.member_id))

/** "บุตร หญิง 10 ปี", "Child, female, aged 10"; people who would read the same get a number. */
export function labels(roster) {
  const found = {}
  const seen = {}
  for (const one of inOrder(roster)) {
    const text = [choice('relation', one.relation), one.sex && t('people.sex', {sex: choice('sex', one.sex).toLowerCase()}), one.age !== null && t('people.age', {n: one.age})].filter(Boolean).join('').replace(/^[, ]+/, '')
    seen[text] = (seen[text] ?? 0) + 1
    found[one.member_id] = seen[text] > 1 ? t('people.again', {who: text, n: seen[text]}) : text
  }
  return found
}

const CHOICES = Object.entries(values).map(([key, text]) => [key.split('.')[1], text])

/** The answers of a fact: [[value, word]]. */
export const choices = fact => CHOICES.filter(([name]) => name === fact).map(([, text]) => [text.th, text[lang.value]])
export const choice = (fact, value) => (value ? choices(fact).find(([one]) => one === value)?.[1] ?? value : '')
