// Who is signed in. The access token lives in memory; the refresh token in a cookie that no script can read. A page that
// was left alone, or was open too long, asks for the password again and keeps what was typed.
import {signal} from '@preact/signals'
import {Failure, get, send, use} from './api.js'
import {cutOff, owner, wipe} from './device.js'
import {kept, tab} from './kept.js'
import {IDLE, LONGEST} from './limits.js'
import {go} from './router.js'
import {chosen, speak} from './text.js'

export const WARN = 2 * 60000 // before IDLE ends
const EARLY = 60000 // a token is renewed this long before it ends
const LOOK = 2000
const AWAY = 15000 // between looks for the network while it is not known who is here
const SLOW = 4000 // a phone that a PIN opens does not wait longer for an answer that may never come

/**
 * {state: starting | out | challenge | in | locked | away, why?: idle | long | ended | signed_out, challenge?}
 * locked: signed in before; the page stays as it is, hidden, until the password is given. away: not known, for want
 * of a network. in with `pin`: opened by the PIN of this device, whose sealed packet says who it is; calls take up the
 * session that the cookie may hold, and `password` says that they need the password first.
 */
export const session = signal({state: 'starting'})
/** GET /v1/me of the one who is signed in. */
export const me = signal(null)
/** Whether the page will lock in less than WARN. */
export const closing = signal(false)

let token = null
let ends = 0
let told = null // what the session said of its holder
let renewing = null
const onEnd = new Set()
const beforeEnd = new Set()
const others = 'BroadcastChannel' in globalThis ? new BroadcastChannel('sitthi') : null

/** Do this when somebody signs out; the device's sealed store is wiped after it. */
export const whenSignedOut = work => onEnd.add(work)

/** Ask this before somebody signs out; false keeps them in. */
export const beforeSignOut = question => beforeEnd.add(question)

use({
  token: async () => ((token ? Date.now() > ends - EARLY : session.value.pin) ? await renew() : token),
  renew: () => renew(),
  lost: () => {
    if (session.value.pin && tooLong()) session.value = {...session.value, password: true}
    else lock(overdue() || 'ended')
  },
})

/** At the opening of the page. */
export async function start() {
  listen()
  const since = Number(kept.get('since'))
  if (!since) return out()
  const why = overdue()
  if (why) return out(why)
  if (owner()) setTimeout(() => { if (session.value.state === 'starting') session.value = {state: 'away'} }, SLOW)
  await resume()
}

/** Try to take up the session that the cookie may hold. Whoever came in by the PIN meanwhile stays in. */
export async function resume() {
  try {
    const renewed = await renew()
    if (session.value.pin) return
    if (renewed) await enter()
    else out('ended')
  } catch {
    if (!session.value.pin) session.value = {state: 'away'}
  }
}

/** The PIN was right: go on as the holder of this device's packet, with a network or without. */
export function enterByPin(who) {
  if (!chosen()) speak(who.language).catch(() => {}) // Thai then
  touch()
  me.value = who
  session.value = {state: 'in', pin: true, password: tooLong()}
}

/** Ask for the password; the page stays as it is. */
export const askPassword = () => lock(tooLong() ? 'long' : 'ended')

/** Raises Failure. */
export async function signIn(username, password) {
  await step({username, password})
}

/** Answer a challenge: a new password, or the code of a second factor. Raises Failure. */
export async function answer(text) {
  const {name, session: ticket, username} = session.value.challenge
  const field = name === 'NEW_PASSWORD_REQUIRED' ? 'new_password' : 'code'
  await step({challenge: name, session: ticket, username, [field]: text})
}

/** From the password on: a challenge waits three minutes, then its ticket is of no use. */
export const startAgain = () => { session.value = {...session.value, challenge: null} }

async function step(body) {
  const {data} = await send('POST', '/v1/session', body, {anonymous: true, tries: 1})
  if (data.challenge) {
    const challenge = {name: data.challenge, session: data.session, secret: data.secret, username: body.username}
    session.value = {...session.value, challenge}
    return
  }
  take(data)
  kept.set('since', Date.now())
  touch()
  await enter()
}

async function enter() {
  const before = me.value
  const data = told ?? (await get('/v1/me')).data
  if (before && before.officer_id !== data.officer_id) {
    clear()
    location.assign('/')
    return
  }
  if (!chosen()) speak(data.language).catch(() => {})
  me.value = data
  closing.value = false
  session.value = {state: 'in'}
}

/**
 * Sign out on this device; `everywhere` ends every session of the account, also that of a phone which was lost. False:
 * somebody thought better of it. Raises Failure.
 */
export async function signOut({everywhere = false} = {}) {
  for (const question of beforeEnd) if (!(await question())) return false
  try {
    await send('DELETE', everywhere ? '/v1/session' : '/v1/session?here=true')
  } catch (error) {
    // What the service no longer knows is signed out already.
    if (!(error instanceof Failure) || error.kind !== 'expired') throw error
  }
  const why = everywhere ? 'everywhere' : 'signed_out'
  await forget(why)
  others?.postMessage(why)
  return true
}

async function forget(why) {
  for (const work of onEnd) await work()
  await wipe()
  clear()
  me.value = null
  go('/', {replace: true})
  out(why)
}

function clear() {
  token = null
  kept.drop('since')
  for (const name of tab.names()) tab.drop(name)
}

function out(why) {
  token = null
  globalThis.early?.clear() // what was asked for was another's
  if (why !== 'idle' && why !== 'long') kept.drop('since')
  session.value = {state: 'out', why}
}

function lock(why) {
  if (session.value.state !== 'in') return
  token = null
  closing.value = false
  session.value = {state: 'locked', why}
}

function take(data) {
  token = data.access_token
  told = data.me
  ends = Date.now() + data.expires_in * 1000
}

/** A fresh token by the cookie; null when there is none to be had. Raises Failure when that is not known. */
function renew() {
  if (session.value.pin ? tooLong() : overdue()) return Promise.resolve(null)
  renewing ??= (async () => {
    try {
      const {data} = await send('POST', '/v1/session/refresh', undefined, {anonymous: true, tries: 2})
      take(data)
      return token
    } catch (error) {
      if (!['expired', 'forbidden', 'invalid'].includes(error.kind)) throw error
      await cutOff()
      return null
    } finally {
      renewing = null
    }
  })()
  return renewing
}

// ---------------------------------------------------------------- left alone

const tooLong = () => Date.now() - Number(kept.get('since')) > LONGEST

/** Days without a network are days on which no password can be given: behind the PIN only being left alone counts. */
const overdue = () => {
  if (!session.value.pin && tooLong()) return 'long'
  return Date.now() - Number(kept.get('touched')) > IDLE ? 'idle' : null
}

/** Somebody is there. */
export function touch() {
  kept.set('touched', Date.now())
  closing.value = false
}

function listen() {
  let last = 0
  const seen = () => {
    if (closing.value || Date.now() - last < LOOK) return
    last = Date.now()
    if (session.value.state === 'in') touch()
  }
  for (const kind of ['pointerdown', 'keydown', 'scroll']) addEventListener(kind, seen, {passive: true, capture: true})
  setInterval(look, LOOK)
  addEventListener('visibilitychange', look)
  others?.addEventListener('message', ({data}) => forget(data))
}

let tried = 0

function look() {
  const {state} = session.value
  if (state === 'away' && Date.now() - tried > AWAY) {
    tried = Date.now()
    resume()
  }
  if (state !== 'in') return
  const why = overdue()
  if (why) lock(why)
  else closing.value = Date.now() - Number(kept.get('touched')) > IDLE - WARN
}
