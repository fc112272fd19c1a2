// Who an officer is whose id an answer holds: asked for in bundles, remembered until somebody signs out.
import {signal} from '@preact/signals'
import {get} from './api.js'
import {whenSignedOut} from './session.js'
import {code} from './text.js'

const MOST = 50 // that one call looks up
const AGAIN = 10000
const known = signal({})
const asked = new Set()
let waiting = []
whenSignedOut(() => {
  known.value = {}
  asked.clear()
})

/** {officer_id, name, role, agency} of GET /v1/directory; null until it is here, or for who is no officer. */
export function officer(id) {
  if (!id) return null
  if (!asked.has(id)) {
    asked.add(id)
    waiting.push(id)
    if (waiting.length === 1) setTimeout(lookUp)
  }
  return known.value[id] ?? null
}

/** The name, else the id. */
export const officerName = id => officer(id)?.name || id
/** What they are here: their agency, else their role. */
export const officePlace = id => {
  const one = officer(id)
  return one ? (one.agency ? code('agency', one.agency) : code('role', one.role)) : ''
}
/** Name and place, for a sentence or a list to choose from. */
export const officerText = id => [officerName(id), officePlace(id)].filter(Boolean).join(' · ')

async function lookUp() {
  const ids = waiting
  waiting = []
  for (let at = 0; at < ids.length; at += MOST) {
    const some = ids.slice(at, at + MOST)
    try {
      const {data} = await get(`/v1/directory?ids=${some.map(encodeURIComponent).join(',')}`)
      known.value = {...known.value, ...Object.fromEntries(data.items.map(one => [one.officer_id, one]))}
    } catch {
      setTimeout(() => some.forEach(id => asked.delete(id)), AGAIN)
    }
  }
}
