// The first script of a page, small and apart: while the code is on its way, it takes up the session and asks for what
// the screen of whoever was here last will ask for. A call is then answered by what is under way (app/api.js).
import {kept} from './app/kept.js'
import {IDLE, LONGEST} from './app/limits.js'

const WORKLIST = ['screens/agency/worklist.jsx', ['/v1/tasks?limit=100']]
const OVERVIEW = ['screens/desk/overview.jsx', ['/v1/overview', '/v1/alerts?limit=100']]
const FILES_SENT = ['screens/imports/list.jsx', ['/v1/imports?limit=50']]
const REPORTS = ['screens/reports/list.jsx', ['/v1/reports?limit=100']]
/** role -> address -> the screen, and its first calls exactly as it makes them. */
const FIRST = {
  mentor: {'/': ['screens/mentor/home.jsx', ['/v1/me/households']]},
  agency_officer: {'/': WORKLIST},
  agency_head: {'/': WORKLIST},
  coordinator: {'/': OVERVIEW, '/imports': FILES_SENT},
  committee: {'/': OVERVIEW},
  partner: {'/': FILES_SENT, '/imports': FILES_SENT},
  evaluator: {'/': REPORTS, '/reports': REPORTS},
}
const [screen, calls] = FIRST[kept.get('role')]?.[location.pathname] ?? []
const within = (name, time) => Date.now() - Number(kept.get(name)) < time

if (kept.get('since') && within('since', LONGEST) && within('touched', IDLE)) askAhead() // first: a browser has few lines to a place
fetchAhead(screen)
if (kept.get('lang') === 'en') {
  fetchAhead('text/english.json')
  if (kept.get('role') && kept.get('role') !== 'mentor') fetchAhead('text/english-more.json')
}

// Letters that are on the device are there before the words; those that are not come after them (main.jsx).
const fonts = document.getElementById('fonts')
globalThis.caches?.match(fonts.href).then(found => { if (found) fonts.rel = 'stylesheet' })

/** FILES is written in by the build. */
function fetchAhead(name) {
  for (const href of FILES[name] ?? []) link({rel: 'modulepreload', href})
}

function link(attributes) {
  document.head.append(Object.assign(document.createElement('link'), attributes))
}

function askAhead() {
  globalThis.early = new Map()
  const ask = (method, path, token) => {
    const limit = new AbortController()
    const own = {Accept: 'application/json', ...(method === 'POST' ? {'Idempotency-Key': crypto.randomUUID()} : {})}
    const send = headers => fetch(path, {method, headers: {...own, ...headers}, signal: limit.signal, cache: 'no-store', credentials: 'same-origin'})
    const answer = token ? token.then(given => send({Authorization: `Bearer ${given}`})) : send()
    answer.catch(() => {}) // whoever wants it asks again
    globalThis.early.set(`${method} ${path}`, {answer, limit})
    return answer
  }
  const told = ask('POST', '/v1/session/refresh').then(answer => (answer.ok ? answer.clone().json() : Promise.reject(answer)))
  const token = told.then(({access_token}) => access_token)
  token.catch(() => {})
  for (const path of location.search ? [] : calls ?? []) ask('GET', path, token)
  told.then(({me}) => me?.areas[0] && link({rel: 'preload', as: 'fetch', crossOrigin: 'anonymous', href: `/assets/areas/${me.areas[0].slice(0, 2)}.json`})).catch(() => {})
}
