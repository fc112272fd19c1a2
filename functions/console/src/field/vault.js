// What a phone holds of families, sealed by AES-GCM under a key that only the mentor's PIN opens. The key is random; the
// PIN's own key (PBKDF2) wraps it. Wrong PINs are counted before they are tried.
import {signal} from '@preact/signals'
import {cutOff, openDevice, ownedBy, owner, wipe, within} from '../app/device.js'

const ROUNDS = 600000
export const TRIES = 5
const text = new TextEncoder()
const from = new TextDecoder()

/** none: no PIN on this device. shut: one is wanted. barred: too many wrong ones, the password first. open. */
export const vault = signal({state: 'none', left: TRIES})

let database = null
let key = null

/** Whether there is something sealed for this officer. */
export async function look(officer) {
  if (key && owner() === officer) return
  key = null
  database?.close()
  database = await openDevice(officer)
  const lock = database && (await read('lock'))
  if (lock) ownedBy(officer)
  vault.value = lock ? state(lock) : {state: 'none', left: TRIES}
}

const state = lock => ({state: lock.wrong >= TRIES ? 'barred' : 'shut', left: TRIES - lock.wrong})
const read = id => within(database, 'meta', 'readonly', store => store.get(id))
const write = one => within(database, 'meta', 'readwrite', store => store.put(one))

/** A new PIN; what an older one sealed is of no more use and goes. */
export async function make(pin, who) {
  database ??= await openDevice(who.officer_id, {make: true})
  await Promise.all(['packet', 'drafts', 'outbox'].map(store => within(database, store, 'readwrite', one => one.clear())))
  const salt = crypto.getRandomValues(new Uint8Array(16))
  const raw = crypto.getRandomValues(new Uint8Array(32))
  const wrapped = await encrypt(await derived(pin, salt), raw, 'lock')
  key = await imported(raw)
  await write({id: 'lock', salt, rounds: ROUNDS, wrapped, wrong: 0})
  await write({id: 'who', sealed: await seal(who, 'meta/who')})
  ownedBy(who.officer_id)
  vault.value = {state: 'open', left: TRIES}
  navigator.storage?.persist?.()
}

/** Whether the PIN is right. After TRIES wrong ones the families' data go, and only the password gives new tries. */
export async function unlock(pin) {
  const lock = await read('lock')
  if (!lock || lock.wrong >= TRIES) return false
  await write({...lock, wrong: lock.wrong + 1})
  try {
    key = await imported(await decrypt(await derived(pin, lock.salt, lock.rounds), lock.wrapped, 'lock'))
  } catch {
    key = null
    vault.value = state({...lock, wrong: lock.wrong + 1})
    if (vault.value.state === 'barred') await cutOff()
    return false
  }
  await write({...lock, wrong: 0})
  vault.value = {state: 'open', left: TRIES}
  return true
}

/** The password was given: the PIN may be tried again. */
export async function forgive() {
  const lock = database && (await read('lock'))
  if (!lock?.wrong || vault.value.state === 'open') return
  await write({...lock, wrong: 0})
  vault.value = state({...lock, wrong: 0})
}

/** Who the sealed things belong to: what /v1/me said. */
export const holder = async () => unseal((await read('who')).sealed, 'meta/who')

export function shut() {
  key = null
  if (vault.value.state === 'open') vault.value = {state: 'shut', left: TRIES}
}

export async function forget() {
  shut()
  database?.close()
  database = null
  vault.value = {state: 'none', left: TRIES}
  await wipe()
}

// ---------------------------------------------------------------- sealed records

/** {id, open parts, value}: only `value` is sealed, bound to its place. */
export async function put(store, {value, ...open}) {
  const sealed = await seal(value, `${store}/${open.id}`)
  await within(database, store, 'readwrite', one => one.put({...open, sealed}))
}

export async function get(store, id) {
  const found = await within(database, store, 'readonly', one => one.get(id))
  return found && opened(store, found)
}

export async function every(store) {
  const found = await within(database, store, 'readonly', one => one.getAll())
  return (await Promise.all(found.map(one => opened(store, one).catch(() => null)))).filter(Boolean)
}

export const drop = (store, id) => within(database, store, 'readwrite', one => one.delete(id))
export const clear = store => within(database, store, 'readwrite', one => one.clear())
/** What is not sealed of each: needs no PIN. */
export const labels = async store => (database ? (await within(database, store, 'readonly', one => one.getAll())).map(({sealed, ...open}) => open) : [])

async function opened(store, {sealed, ...open}) {
  return {...open, value: await unseal(sealed, `${store}/${open.id}`)}
}

const seal = async (value, place) => encrypt(key, text.encode(JSON.stringify(value)), place)
const unseal = async (sealed, place) => JSON.parse(from.decode(await decrypt(key, sealed, place)))

async function encrypt(by, data, place) {
  const iv = crypto.getRandomValues(new Uint8Array(12))
  return {iv, data: await crypto.subtle.encrypt({name: 'AES-GCM', iv, additionalData: text.encode(place)}, by, data)}
}

const decrypt = (by, {iv, data}, place) => crypto.subtle.decrypt({name: 'AES-GCM', iv, additionalData: text.encode(place)}, by, data)
const imported = raw => crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['encrypt', 'decrypt'])

async function derived(pin, salt, iterations = ROUNDS) {
  const given = await crypto.subtle.importKey('raw', text.encode(pin), 'PBKDF2', false, ['deriveKey'])
  return crypto.subtle.deriveKey({name: 'PBKDF2', hash: 'SHA-256', salt, iterations}, given, {name: 'AES-GCM', length: 256}, false, ['encrypt', 'decrypt'])
}
