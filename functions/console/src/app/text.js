// Words. Every text of the console stands in a catalogue text/*.json: {"key": {"th": "…", "en": "…"}}; both languages
// side by side, so that one is never changed alone (tests/console/test_catalogues.py). Thai is the first language and comes
// with the code; English is two files of its own (infra/console/words.py), fetched when it is wanted.
import {signal} from '@preact/signals'
import shell from '../text/shell.json'
import codes from '../text/codes.json'
import {kept} from './kept.js'

const LANGUAGES = ['th', 'en']
const words = {th: {...shell, ...codes}, en: null}

/** The language of the page. Its words are here. */
export const lang = signal('th')

/** Whether somebody has chosen a language on this device. */
export const chosen = () => kept.get('lang') !== null

/** What was chosen on this device, else Thai. */
export const wanted = () => kept.get('lang') ?? 'th'

let whole = false
const near = async () => { words.en ??= {...(await import('../text/english.json')).default} }

/** English for every screen. */
export async function fetchEnglish() {
  if (whole) return
  const [more] = await Promise.all([import('../text/english-more.json'), near()])
  Object.assign(words.en, more.default)
  whole = true
}

/** The words of a screen; those that are near have come with the page. */
export const wordsFor = async isNear => { if (lang.value === 'en' && !isNear) await fetchEnglish() }

/** Rejects when English is not on this device and cannot be had; the language then stays as it is. */
export async function speak(language) {
  if (language === 'en') await near()
  lang.value = LANGUAGES.includes(language) ? language : 'th'
  document.documentElement.lang = lang.value
}

/** Rejects as `speak` does. */
export async function choose(language) {
  if (language === 'en') await fetchEnglish()
  await speak(language)
  kept.set('lang', language)
}

/** Add a screen's own catalogue; call it beside the import: add(words). */
export function add(more) {
  Object.assign(words.th, more)
}

/**
 * The text of a key in the language of the page. {name} parts are filled from values; where English has
 * {"one": …, "other": …}, values.n decides.
 */
export function t(key, values = {}) {
  let text = words[lang.value][key]
  if (text === undefined) return key
  if (typeof text === 'object') text = text[new Intl.PluralRules('en').select(values.n)] ?? text.other
  return text.replace(/\{(\w+)\}/g, (_, name) => {
    const value = values[name]
    return typeof value === 'number' ? num(value) : value ?? ''
  })
}

/** Whether there is a word for a code that the API sent: a newer API may send one that this page does not know. */
export const has = key => key in words.th

/** The word for a code, or the code itself. */
export const code = (kind, value) => (has(`${kind}.${value}`) ? t(`${kind}.${value}`) : String(value))

/** The page's language of a {th, en} text that the API sent. */
export const own = text => (text ? text[lang.value] || text.th : '')

const made = new Map() // making a formatter costs a slow phone a millisecond
export function num(value, options) {
  if (!options && Number.isInteger(value) && value >= 0 && value < 1000) return String(value)
  const key = lang.value + JSON.stringify(options)
  if (!made.has(key)) made.set(key, new Intl.NumberFormat(lang.value === 'th' ? 'th-TH' : 'en-GB', options))
  return made.get(key).format(value)
}

/** Whole baht, without the word. */
export const baht = value => num(Number(value), {maximumFractionDigits: Number(value) % 1 ? 2 : 0})
