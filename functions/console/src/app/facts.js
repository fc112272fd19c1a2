// What the rule book asks, and in which form it is answered.
import facts from '../text/facts.json'
import {add, t} from './text.js'

add(facts)

const KINDS = ['bool', 'enum', 'int', 'date', 'text', 'set']
/** bool | enum | int | date | text | set; null for a fact that this page does not know. */
export const kindOf = fact => KINDS.find(kind => `ask_${kind}.${fact}` in facts) ?? null
export const question = fact => t(`ask_${kindOf(fact)}.${fact}`)
