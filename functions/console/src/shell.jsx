import {useEffect, useState} from 'preact/hooks'
import {reached, rest} from './app/api.js'
import {owner} from './app/device.js'
import {kept} from './app/kept.js'
import {match, place} from './app/router.js'
import {closing, me, session, signOut, touch} from './app/session.js'
import {choose, code, fetchEnglish, lang, t} from './app/text.js'
import {useLater} from './app/use.js'
import {ANYBODY, mayHave, ROUTES} from './routes.js'
import {SignIn} from './screens/sign-in.jsx'
import {Confirming, Dialog} from './ui/dialog.jsx'
import {Page} from './ui/page.jsx'
import {Failed, Loading} from './ui/state.jsx'
import {Toasts, toast} from './ui/toast.jsx'

const icon = document.querySelector('link[rel=icon]').getAttribute('href') // one file, one fetch

export function Shell() {
  const {state} = session.value
  const role = me.value?.role
  const inside = state === 'in' || state === 'locked'
  const field = owner()
  useEffect(() => { if (role) kept.set('role', role) }, [role])
  useEffect(() => { if (role && (role !== 'mentor' || field)) setTimeout(() => rest().then(() => whenIdle(() => fetchAhead(role))), AHEAD) }, [role, field])
  return <>
    <a class="skip" href="#main" onClick={skip}>{t('skip')}</a>
    <Bar inside={state === 'in'} role={role} />
    <main id="main" tabIndex={-1}>
      {state === 'locked' ? <Door key="again" /> : null}
      <div hidden={state === 'locked'}>{inside ? <Screen role={role} /> : <Outside state={state} />}</div>
    </main>
    {closing.value && state === 'in' ? <Closing /> : null}
    <Confirming />
    <Toasts />
  </>
}

const AHEAD = 3000 // what is wanted now comes first
const whenIdle = work => (globalThis.requestIdleCallback ?? setTimeout)(work)

/**
 * A role's screens, fetched while there is nothing else to do; the worker keeps them for when there is no network. A
 * mentor's phone fetches them once it has a PIN: without one there is nothing to work on without a network.
 */
async function fetchAhead(role) {
  const loads = ROUTES.filter(route => route.roles !== ANYBODY && mayHave(route, role)).map(route => route.load)
  await Promise.allSettled([...loads, fetchEnglish, ...(role === 'mentor' ? [pinDoor] : [])].map(load => load()))
  await navigator.serviceWorker?.register('/sw.js') // a line that broke off may have kept it from being installed
  const worker = (await navigator.serviceWorker?.ready)?.active
  const paths = performance.getEntriesByType('resource').map(one => new URL(one.name)).filter(url => url.origin === location.origin).map(url => url.pathname)
  worker?.postMessage({keep: paths.filter(path => path.startsWith('/assets/'))})
}

function skip(event) {
  event.preventDefault()
  document.getElementById('main').focus()
}

/** What somebody sees who is not signed in: the public screens, else the sign-in. */
function Outside({state}) {
  const path = place.value.path
  const open = ROUTES.some(route => route.roles === ANYBODY && match(route.path, path))
  if (open) return <Screen role={null} />
  return state === 'starting' ? <Loading /> : <Door />
}

const pinDoor = () => import('./screens/mentor/pin.jsx')

/** The way in: by the PIN where this device holds a mentor's packet, which needs no network; else by the password. */
function Door() {
  const [pin, set] = useState(Boolean(owner()))
  if (pin) return <Lazy near load={pinDoor} parts={{onPassword: () => set(false)}} />
  return <>
    <SignIn />
    {owner() ? <p><button type="button" class="text" onClick={() => set(true)}>{t('sign_in.by_pin')}</button></p> : null}
  </>
}

function Screen({role}) {
  const path = place.value.path
  for (const route of ROUTES) {
    const parts = match(route.path, path)
    if (parts && mayHave(route, role)) return <Lazy key={path} near={route.near} load={route.load} parts={parts} title={route.menu && t(route.menu)} />
  }
  return <Page title={t('nowhere')}><p>{t('nowhere.do')}</p><p><a class="alone" href="/">{t('nowhere.back')}</a></p></Page>
}

/** A screen's code, fetched when it is wanted; title: what is said to come while it is on its way. */
function Lazy({load, parts, near, title}) {
  const {View, failure, again} = useLater(load, near)
  if (View) return <View {...parts} />
  return <div class="page">
    <h1 class="late">{title || t('name')}</h1>
    {failure ? <Failed failure={failure} again={again} /> : <Loading />}
  </div>
}

function Bar({inside, role}) {
  const [open, set] = useState(false)
  const items = inside ? ROUTES.filter(route => mayHave(route, role)).filter((route, index, all) => route.menu && all.findIndex(one => one.path === route.path) === index) : []
  const path = place.value.path
  useEffect(() => set(false), [path, inside])
  return <header class="bar">
    <div class="inner">
      <a class="brand" href="/"><img src={icon} alt="" width="32" height="32" /> {t('name')}</a>
      <Net />
      <button type="button" class="plain" lang={lang.value === 'th' ? 'en' : 'th'} onClick={turn}>{lang.value === 'th' ? 'English' : 'ภาษาไทย'}</button>
      {inside ? <button type="button" class="plain" aria-expanded={open} aria-controls="menu" onClick={() => set(!open)}>{t('menu')}</button> : null}
    </div>
    {inside ? <nav id="menu" class={open ? 'open' : ''} aria-label={t('menu')}>
      <ul class="inner">
        {items.map(route => <li key={route.path}><a href={route.path} aria-current={route.path === path ? 'page' : null}>{t(route.menu)}</a></li>)}
        <li class="who">
          <a href="/account" aria-current={path === '/account' ? 'page' : null}>{code('role', role)}</a>
          <button type="button" class="plain" onClick={leave}>{t('sign_out')}</button>
        </li>
      </ul>
    </nav> : null}
  </header>
}

async function turn() {
  try {
    await choose(lang.value === 'th' ? 'en' : 'th')
  } catch {
    toast(t('language.off'))
  }
}

async function leave() {
  try {
    await signOut()
  } catch {
    toast(t('sign_out.failed'))
  }
}

/** Whether the last call arrived; silent while all is well. */
const Net = () => <span class="net" role="status">{reached.value ? '' : t('net.off')}</span>

function Closing() {
  return <Dialog title={t('closing')} onClose={touch}>
    <p>{t('closing.text')}</p>
    <div class="buttons"><button type="button" class="first" onClick={touch}>{t('closing.stay')}</button></div>
  </Dialog>
}
