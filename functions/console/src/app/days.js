// Days as people here say them: Buddhist years in Thai, Bangkok's calendar everywhere.
import {lang} from './text.js'

const ZONE = 'Asia/Bangkok'
const locale = () => (lang.value === 'th' ? 'th-TH-u-ca-buddhist' : 'en-GB')
// Making a formatter costs a slow phone a millisecond; a list has hundreds of days.
const made = new Map()
function formatter(language, options) {
  const key = language + JSON.stringify(options)
  if (!made.has(key)) made.set(key, new Intl.DateTimeFormat(language, {timeZone: ZONE, ...options}))
  return made.get(key)
}
// A day stays on one line.
const format = (when, options) => formatter(locale(), options).format(when).replaceAll(' ', '\u00a0')
const noon = iso => new Date(`${iso}T12:00:00+07:00`)

/** Today in Bangkok, as the API writes days. */
export const today = (now = new Date()) => formatter('sv-SE', {}).format(now)

/** "2026-11-30" -> 30 พ.ย. 2569; "1956-03" and "1956" as far as they are known. */
export function day(iso, length = 'short') {
  if (!iso) return ''
  const parts = iso.slice(0, 10).split('-')
  if (parts.length === 1) return format(noon(`${iso}-07-01`), {year: 'numeric'})
  if (parts.length === 2) return format(noon(`${iso}-15`), {month: length, year: 'numeric'})
  return format(noon(parts.join('-')), {day: 'numeric', month: length, year: 'numeric'})
}

export const longDay = iso => day(iso, 'long')
/** The month of a day or of "2026-11". */
export const month = iso => day(iso.slice(0, 7), 'long')

/** An instant: 30 พ.ย. 2569 14:05. */
export const moment = iso => format(new Date(iso), {day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit'})
export const time = when => format(new Date(when), {hour: '2-digit', minute: '2-digit'})

/** Whole days from one day to another; less than nothing when it is past. */
export const daysUntil = (iso, from = today()) => Math.round((noon(iso) - noon(from)) / 86400000)

/** "อีก 3 วัน", "2 วันที่แล้ว", "พรุ่งนี้". */
export function near(iso) {
  if (!made.has(lang.value)) made.set(lang.value, new Intl.RelativeTimeFormat(lang.value === 'th' ? 'th' : 'en-GB', {numeric: 'auto'}))
  return made.get(lang.value).format(daysUntil(iso), 'day')
}

/** Years of age, from a birth date that may be only a year or a month. */
export function age(birth, on = today()) {
  const [year, mon = '07', date = '01'] = birth.split('-')
  const had = `${mon}-${date}` <= on.slice(5)
  return Number(on.slice(0, 4)) - Number(year) - (had ? 0 : 1)
}
