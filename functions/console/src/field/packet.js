// A mentor's households: fetched from the API, held in memory, and sealed on the device for days without a network. A
// packet dies after seven days. It holds neither names nor numbers of people: the API gives a mentor none.
import {signal} from '@preact/signals'
import {get} from '../app/api.js'
import {whenCutOff} from '../app/device.js'
import {whenSignedOut} from '../app/session.js'
import * as vault from './vault.js'

export const LIVES = 7 * 24 * 3600000
const PAPERS = 'papers'
const WORTH_PAPERS = ['gap', 'may_be_requested', 'eligible_when_open']

/** {state: empty | loading | ready, households: [packet], failure, at}; a packet: {id, at, household, brief, agenda, tasks, plan, visits}. */
export const packet = signal({state: 'empty', households: [], failure: null})

/** {benefit: {apply_at, documents}}: where to go and with what; fetched when somebody asks, or ahead for the packet. */
export const papers = signal({})

export async function wantPapers(benefit) {
  if (papers.value[benefit]) return
  try {
    const {data} = await get(`/v1/benefits/${benefit}`)
    papers.value = {...papers.value, [benefit]: {apply_at: data.apply_at, documents: data.documents}}
  } catch {} // asked again when the fold is opened again
}

let running = null
/** Fetch anew. What was there stays when that fails. */
export const refresh = () => (running ??= fetchAll().finally(() => { running = null }))

async function fetchAll() {
  packet.value = {...packet.value, state: packet.value.households.length ? 'ready' : 'loading', failure: null}
  try {
    const {data} = await get('/v1/me/households')
    const households = data.items.map(packed)
    packet.value = {state: 'ready', households, failure: null}
    if (vault.vault.value.state === 'open') await keep()
  } catch (failure) {
    if (failure.kind === 'forbidden') await lose()
    packet.value = {...packet.value, state: packet.value.households.length ? 'ready' : 'failed', failure}
  }
}

const packed = ({household, entitlements, agenda, tasks, plan, visits}) => ({id: household.household_id, at: Date.now(), household, brief: entitlements, agenda: agenda.items, tasks, plan, visits: visits.items})

/** The same question of several people stands once. */
export function grouped(agenda) {
  const groups = []
  for (const item of agenda) {
    const last = groups.find(one => one.kind === item.kind && (item.kind === 'question' ? one.about === item.about : false))
    if (last) last.members.push(item.member)
    else groups.push({kind: item.kind, about: item.about, text: item.text, options: item.options, members: [item.member]})
  }
  return groups
}

/** Seal what is in memory; households that are no longer one's own go. */
export async function keep() {
  await vault.clear('packet')
  for (const one of packet.value.households) await vault.put('packet', {id: one.id, at: one.at, value: one})
  const owed = packet.value.households.flatMap(one => one.brief.determinations.filter(each => WORTH_PAPERS.includes(each.state)))
  for (const benefit of new Set(owed.map(one => one.benefit))) await wantPapers(benefit)
  await vault.put('packet', {id: PAPERS, at: Date.now(), value: papers.value})
}

/** After the PIN: what the device holds, without what is too old. */
export async function recall(now = Date.now()) {
  const found = []
  for (const {id, at, value} of await vault.every('packet')) {
    if (id === PAPERS) papers.value = {...value, ...papers.value}
    else if (now - at < LIVES) found.push(value)
    else await vault.drop('packet', id)
  }
  if (!packet.value.households.length && found.length) packet.value = {state: 'ready', households: found, failure: null}
}

/** In memory too: a page may stay open for days. */
export function expire(now = Date.now()) {
  const {households} = packet.value
  const young = households.filter(one => now - one.at < LIVES)
  if (young.length < households.length) packet.value = {...packet.value, households: young}
}

async function lose() {
  packet.value = {state: 'empty', households: [], failure: null}
  if (vault.vault.value.state === 'open') await vault.clear('packet')
}

whenCutOff(() => { packet.value = {state: 'empty', households: [], failure: null} })
whenSignedOut(async () => {
  packet.value = {state: 'empty', households: [], failure: null}
  await vault.forget()
})
