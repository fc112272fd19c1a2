// The one database of a mentor on this device. Everything about a family in it is sealed (field/vault.js); here is only
// what must work before the PIN is given, or without it: opening, clearing, ending.
import {signal} from '@preact/signals'
import {kept} from './kept.js'

const STORES = ['meta', 'packet', 'drafts', 'outbox']
const nameOf = officer => `sitthi-${officer}`

const held = signal(kept.get('field'))
/** The officer whose store this device last opened, or null. */
export const owner = () => held.value

/** From now on the store is this officer's; null: nobody's. */
export function ownedBy(officer) {
  officer ? kept.set('field', officer) : kept.drop('field')
  held.value = officer
}

/** The officer's store on this device; null where there is none and none is to be made. */
export function openDevice(officer, {make = false} = {}) {
  return new Promise((done, failed) => {
    const asked = indexedDB.open(nameOf(officer), 1)
    asked.onupgradeneeded = () => {
      if (make) for (const store of STORES) asked.result.createObjectStore(store, {keyPath: 'id'})
      else asked.transaction.abort()
    }
    asked.onsuccess = () => {
      const database = asked.result
      database.onversionchange = () => database.close()
      done(database)
    }
    asked.onerror = event => {
      event.preventDefault()
      if (make) failed(asked.error)
      else done(null)
    }
  })
}

/** One transaction on one store: work(store) gives a request; answers its result once the write is on the device. */
export function within(database, store, mode, work) {
  return new Promise((done, failed) => {
    const transaction = database.transaction(store, mode, mode === 'readwrite' ? {durability: 'strict'} : undefined)
    const asked = work(transaction.objectStore(store))
    transaction.oncomplete = () => done(asked?.result)
    transaction.onerror = transaction.onabort = () => failed(transaction.error)
  })
}

const onCut = new Set()
/** Do this when the service has cut this device off. */
export const whenCutOff = work => onCut.add(work)

/** The service knows this session no more: what was fetched of families goes. What was written and not sent stays, sealed. */
export async function cutOff() {
  for (const work of onCut) work()
  if (!owner()) return
  const database = await openDevice(owner())
  if (!database) return
  await within(database, 'packet', 'readwrite', store => store.clear())
  database.close()
}

/** All of it, also what was not sent. */
export async function wipe() {
  const officer = owner()
  ownedBy(null)
  if (!officer) return
  await new Promise(done => {
    const asked = indexedDB.deleteDatabase(nameOf(officer))
    asked.onsuccess = asked.onerror = asked.onblocked = done
  })
}
