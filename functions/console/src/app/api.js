// The public HTTP API, and nothing else. Whether there is a network is what the last call found out: phones say
// "online" while nothing arrives.
import {signal} from '@preact/signals'
import {own} from './text.js'

const PATIENCE = 20000 // a call that is not answered by then is given up
export const WHOLE = 120000 // and one whose answer has not come to its end by then
const PAUSES = [600, 2000] // between tries; a little chance is added
const FRESH = 15000 // what was asked for at the opening of the page is as good as new for this long
const AGAIN = new Set([429, 502, 503, 504])

/** Whether the last call reached the service. */
export const reached = signal(true)

let auth = {token: async () => null, renew: async () => null, lost: () => {}}
/** The session says how to get a token, how to get a fresh one, and is told when there is none any more. */
export const use = session => { auth = session }

/**
 * Why a call failed. kind: offline | expired | denied | forbidden | missing | stale | invalid | refused | busy | broken.
 * errors: [{pointer, code}] as the API sends them.
 */
export class Failure extends Error {
  constructor(kind, problem = {}, status = 0) {
    super(problem.code || kind)
    this.kind = kind
    this.status = status
    this.code = problem.code || kind
    this.errors = problem.errors || []
    this.titles = problem.titles
    this.details = problem.details
  }

  /** What to show: the service's own words, in the language of the page. */
  get text() { return [own(this.titles), own(this.details)].filter(Boolean).join(' · ') }
}

const REST = 300
let calls = 0
let last = 0

/** When nothing has been asked for a while: the page has what it came for. */
export const rest = () => new Promise(done => {
  const look = () => (calls || Date.now() - last < REST ? setTimeout(look, REST) : done())
  look()
})

const KINDS = {401: 'expired', 403: 'forbidden', 404: 'missing', 409: 'refused', 412: 'stale', 422: 'invalid', 400: 'invalid', 413: 'invalid', 428: 'stale', 429: 'busy'}
const DENIED = 'sign_in_failed' // a wrong password or code ends no session
const sleep = milliseconds => new Promise(done => setTimeout(done, milliseconds))

/** GET. Answers {data, etag, status}. Raises Failure. */
export const get = (path, options) => call('GET', path, options)

/**
 * A command. body: JSON. match: the etag that was read. key: keep your own where the command may be said again later
 * (the outbox does); otherwise one is made, and the tries of this call share it. Raises Failure.
 */
export function send(method, path, body, {match, key = crypto.randomUUID(), ...options} = {}) {
  const headers = {'Idempotency-Key': key}
  if (body !== undefined) headers['Content-Type'] = 'application/json'
  if (match) headers['If-Match'] = match
  return call(method, path, {...options, headers, body: body === undefined ? undefined : JSON.stringify(body)})
}

/** A file behind a route that leads to it (302): {data: Blob}. The browser follows without the token. Raises Failure. */
export const file = (path, options) => call('GET', path, {...options, as: 'blob'})

/** All items of a list, page by page, up to a bound. */
export async function all(path, {most = 500, ...options} = {}) {
  const items = []
  let cursor = null
  do {
    const join = path.includes('?') ? '&' : '?'
    const {data} = await get(`${path}${join}limit=100${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`, options)
    items.push(...data.items)
    cursor = data.next_cursor
  } while (cursor && items.length < most)
  return items
}

/** tries: how often at most. anonymous: send no token. as: 'blob' for what is not JSON. */
async function call(method, path, {headers = {}, body, signal: ended, tries = PAUSES.length + 1, anonymous = false, as} = {}) {
  let renewed = false
  for (let attempt = 1; ; attempt += 1) {
    const answer = await once(method, path, {headers, body, ended, anonymous, as})
    if (!(answer instanceof Error)) {
      if (answer.ok) return answer
      if (!AGAIN.has(answer.status) || attempt >= tries) {
        const found = failure(answer)
        if (found.kind !== 'expired' || anonymous) throw found
        if (renewed || !(await auth.renew())) {
          auth.lost()
          throw found
        }
        renewed = true
        attempt -= 1
        continue
      }
      await sleep(wait(attempt, answer.headers.get('Retry-After')))
    } else {
      if (attempt >= tries) throw new Failure('offline')
      await sleep(wait(attempt))
    }
    if (ended?.aborted) throw new Failure('ended')
  }
}

/** {ok, status, data, etag, headers}, or the Error of a line on which the answer did not arrive whole. */
async function once(method, path, {headers, body, ended, anonymous, as}) {
  const token = anonymous ? null : await auth.token()
  const all = {Accept: 'application/json', ...headers}
  if (token) all.Authorization = `Bearer ${token}`
  const limit = new AbortController()
  let timer = setTimeout(() => limit.abort(), PATIENCE)
  const stop = () => limit.abort()
  ended?.addEventListener('abort', stop)
  calls += 1
  try {
    const answer = await asked(method, path, limit) ?? await fetch(path, {method, headers: all, body, signal: limit.signal, cache: 'no-store', credentials: 'same-origin'})
    clearTimeout(timer)
    timer = setTimeout(() => limit.abort(), WHOLE)
    const {ok, status, headers: told} = answer
    const data = await (ok ? read(answer, as) : answer.json().catch(problem => { if (limit.signal.aborted) throw problem }))
    reached.value = true
    return {ok, status, data, etag: told.get('ETag'), headers: told}
  } catch (error) {
    if (ended?.aborted) throw new Failure('ended')
    reached.value = false
    return error
  } finally {
    calls -= 1
    last = Date.now()
    clearTimeout(timer)
    ended?.removeEventListener('abort', stop)
  }
}

/** The answer to what early.js asked for already; null: it has not, or that did not arrive. */
async function asked(method, path, limit) {
  const call = `${method} ${path}`
  const found = globalThis.early?.get(call)
  globalThis.early?.delete(call)
  if (!found || performance.now() > FRESH) return null
  limit.signal.addEventListener('abort', () => found.limit.abort())
  return found.answer.catch(() => null)
}

async function read(answer, as) {
  if (as === 'blob') return answer.blob()
  const text = answer.status === 204 ? '' : await answer.text()
  return text ? JSON.parse(text) : null
}

function failure(answer) {
  const problem = answer.data || undefined
  const kind = problem?.code === DENIED ? 'denied' : KINDS[answer.status] || (answer.status >= 500 ? 'broken' : 'refused')
  return new Failure(kind, problem, answer.status)
}

function wait(attempt, asked) {
  const own = PAUSES[Math.min(attempt, PAUSES.length) - 1] * (0.75 + Math.random() / 2)
  return Math.max(own, Math.min(Number(asked) || 0, 30) * 1000)
}
