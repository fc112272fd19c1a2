// What was written and has not arrived yet. An item has its id from the moment it is written: sending it again is the
// same visit. Only the last call says whether there is a network; a refused item is shown, never dropped.
import {signal} from '@preact/signals'
import {Failure, WHOLE, get, reached, send} from '../app/api.js'
import {beforeSignOut, session, whenSignedOut} from '../app/session.js'
import {t} from '../app/text.js'
import {confirm} from '../ui/dialog.jsx'
import {refresh} from './packet.js'
import * as vault from './vault.js'

const FIRST = 4000
const LONGEST = 120000
const SHOWN = 7 * 24 * 3600000 // what has arrived stays in the list this long
const WAITS = ['offline', 'busy', 'broken', 'expired', 'ended'] // nobody has refused it

/** [{id, state: waiting | sending | attention | editing | sent, tries, next, at, value}], oldest first. */
export const outbox = signal([])

let timer = null
let at = 0

const order = items => items.sort((one, other) => one.at - other.at)
const set = item => { outbox.value = order([...outbox.value.filter(one => one.id !== item.id), item]) }

async function save(item) {
  await vault.put('outbox', item)
  set(item)
}

/** After the PIN. An item that was being sent when the page went may have arrived or not: it is sent again. */
export async function recall() {
  const found = []
  for (const item of await vault.every('outbox')) {
    if (item.state === 'sent' && Date.now() - item.done > SHOWN) await vault.drop('outbox', item.id)
    else found.push(item.state === 'sending' ? {...item, state: 'waiting', next: 0} : item)
  }
  outbox.value = order(found)
  pump()
}

/**
 * Put a thing in; it is on the device when this answers. value: {kind: 'visit', household_id, body, consent, draft} or
 * {kind: 'task', household_id, task_id, what, match, body}. The same id again, while it is not sent, is a new wording.
 */
export async function add(id, value) {
  const before = outbox.value.find(one => one.id === id)
  await save({id, state: 'waiting', tries: 0, next: 0, edition: (before?.edition ?? 0) + 1, at: before?.at ?? Date.now(), value: {...value, failure: null}})
  pump()
}

export async function remove(id) {
  await vault.drop('outbox', id)
  outbox.value = outbox.value.filter(one => one.id !== id)
}

/** Try now: all that wait, or the one with this id, whatever it was refused for. */
export function again(id) {
  outbox.value = outbox.value.map(one => ((id ? one.id === id : one.state === 'waiting') ? {...one, state: 'waiting', next: 0} : one))
  pump()
}

/** It is being written anew, and waits for that. False: it is on its way at this moment. */
export async function hold(id) {
  const item = outbox.value.find(one => one.id === id)
  if (item.state === 'sending') return false
  await save({...item, state: 'editing'})
  return true
}

export const unsent = () => outbox.value.filter(one => one.state !== 'sent')

let pumping = false

/** Send what is due, one after the other; then wait for the next one's time. */
export async function pump() {
  if (pumping || vault.vault.value.state !== 'open' || session.value.state !== 'in' || session.value.password) return
  pumping = true
  try {
    await (navigator.locks ? navigator.locks.request('sitthi-outbox', sendDue) : sendDue())
  } finally {
    pumping = false
    plan()
  }
}

async function sendDue() {
  for (;;) {
    const due = outbox.value.find(one => one.state === 'waiting' && one.next <= Date.now())
    if (!due) return
    await sendOne(due)
  }
}

function plan() {
  clearTimeout(timer)
  const next = Math.min(...outbox.value.filter(one => one.state === 'waiting').map(one => one.next))
  if (Number.isFinite(next)) timer = setTimeout(pump, Math.max(next - Date.now(), 50))
}

async function sendOne(item) {
  await save({...item, state: 'sending'})
  try {
    await (item.value.kind === 'visit' ? sendVisit(item) : sendTask(item))
    await finish(item)
  } catch (error) {
    const failure = error instanceof Failure ? error : new Failure('broken')
    const waits = WAITS.includes(failure.kind) || failure.code === 'busy'
    if (waits) await save({...item, state: 'waiting', tries: item.tries + 1, next: Date.now() + pause(item.tries)})
    else await save({...item, state: 'attention', value: {...item.value, failure: await told(failure, item)}})
  }
}

/** 4 s, 8 s … 120 s, each up to a quarter longer or shorter, so that phones do not come all at once. */
const pause = tries => Math.min(FIRST * 2 ** tries, LONGEST) * (0.75 + Math.random() / 2)

async function sendVisit({id, edition, value}) {
  const about = `/v1/households/${value.household_id}`
  const once = {tries: 1}
  if (value.consent) await send('POST', `${about}/consents`, value.consent, {...once, key: `${id}-consent`})
  const photos = []
  for (const [number, photo] of (value.consent ? value.draft.photos : []).entries()) photos.push(await sendPhoto(about, photo, `${id}-photo-${number}`))
  await send('POST', `${about}/visits`, {...value.body, photos}, {...once, key: `${id}-${edition}`})
}

async function sendPhoto(about, photo, key) {
  const {data} = await send('POST', `${about}/uploads`, {kind: 'image/jpeg'}, {tries: 1, key})
  const form = new FormData()
  for (const [name, one] of Object.entries(data.fields)) form.append(name, one)
  form.append('file', new Blob([Uint8Array.from(atob(photo), letter => letter.charCodeAt(0))], {type: 'image/jpeg'}))
  const answer = await fetch(data.url, {method: 'POST', body: form, signal: AbortSignal.timeout(WHOLE)}).catch(() => { throw new Failure('offline') })
  if (!answer.ok) throw new Failure('broken')
  return data.photo
}

const sendTask = ({id, edition, value}) => send('POST', `/v1/tasks/${value.task_id}/actions`, value.body, {match: value.match, tries: 1, key: `${id}-${edition}`})

/** Arrived: what was found leaves the phone, that it was sent stays a week. */
async function finish(item) {
  const {kind, household_id, task_id, what, body} = item.value
  const value = {kind, household_id, task_id, what, body: {on: body.on, result: body.result, action: body.action}}
  await save({...item, state: 'sent', done: Date.now(), value})
  refresh()
}

/** What a refusal says, and what stands there instead where two versions meet. */
async function told(failure, {id, value}) {
  const {kind, code, titles, details, errors} = failure
  const found = {kind, code, titles, details, errors}
  try {
    if (errors.some(one => one.code === 'CASE-VISIT-CHANGED')) {
      const {data} = await get(`/v1/households/${value.household_id}/visits`, {tries: 1})
      found.theirs = data.items.find(one => one.visit_id === id)
    } else if (kind === 'stale') {
      const {data, etag} = await get(`/v1/tasks/${value.task_id}`, {tries: 1})
      found.theirs = data
      found.match = etag
    }
  } catch {} // shown without; "try again" asks anew
  return found
}

/** Of two versions of a visit both stay: one's own becomes a visit of its own. */
export async function sendAsAnother(item) {
  const id = crypto.randomUUID()
  await add(id, {...item.value, body: {...item.value.body, visit_id: id}})
  await remove(item.id)
}

/** One's own wish on the task as it now is. */
export const sendOn = item => add(item.id, {...item.value, match: item.value.failure.match})

beforeSignOut(async () => {
  const left = vault.vault.value.state === 'open' ? unsent().length : (await vault.labels('outbox')).filter(one => one.state !== 'sent').length
  return !left || confirm({title: t('outbox.leave', {n: left}), text: t('outbox.leave.text'), yes: t('sign_out'), danger: true})
})
whenSignedOut(() => {
  clearTimeout(timer)
  outbox.value = []
})
for (const kind of ['online', 'visibilitychange']) {
  addEventListener(kind, () => {
    if (document.visibilityState === 'visible' && Date.now() - at > FIRST && unsent().length) {
      at = Date.now()
      again()
    }
  })
}
// The network is back when a call says so.
let was = true
reached.subscribe(now => {
  if (now && !was) setTimeout(() => again(), 0)
  was = now
})
session.subscribe(({state, password}) => { if (state === 'in' && !password) setTimeout(() => again(), 0) })
