// When something is due, in words and as a day.
import {day, daysUntil, near, today} from '../app/days.js'
import {t} from '../app/text.js'
import {Status} from './status.jsx'

const SOON = 3 // days

/** on: the day; done: no clock runs any more. */
export function Due({on, done = false, from = today()}) {
  if (!on) return null
  const left = daysUntil(on, from)
  if (done) return <span class="quiet">{t('due.was', {day: day(on)})}</span>
  if (left < 0) return <Status tone="bad">{t('due.late', {n: -left})} <span class="quiet">({day(on)})</span></Status>
  const text = left === 0 ? t('due.today') : t('due.in', {near: near(on), day: day(on)})
  return left <= SOON ? <Status tone="warn">{text}</Status> : <span>{text}</span>
}
