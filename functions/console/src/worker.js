// Keeps the shell on the device: the page opens without a network. SHELL and VERSION are written in by the build.
// The API is never kept here: what a device may hold of a family is the affair of the mentor's packet, encrypted.
const CACHE = `shell-${VERSION}`

self.addEventListener('install', event => {
  event.waitUntil(caches.open(CACHE).then(cache => cache.addAll(SHELL.map(path => new Request(path, {cache: path.startsWith('/assets/') ? 'default' : 'reload'})))).then(() => self.skipWaiting()))
})

self.addEventListener('activate', event => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) if (name.startsWith('shell-') && name !== CACHE) await caches.delete(name)
    await self.clients.claim()
  })())
})

self.addEventListener('fetch', event => {
  const {request} = event
  const url = new URL(request.url)
  if (request.method !== 'GET' || url.origin !== self.location.origin) return
  if (request.mode === 'navigate') {
    if (!/^\/(v1|mail|health)(\/|$)/.test(url.pathname)) event.respondWith(kept('/', request))
  } else if (url.pathname.startsWith('/assets/') || SHELL.includes(url.pathname)) event.respondWith(kept(request, request))
})

// A role's screens: fetched ahead, so that they open without a network too.
self.addEventListener('message', event => {
  if (event.data?.keep) event.waitUntil(caches.open(CACHE).then(cache => Promise.allSettled(event.data.keep.map(async path => (await cache.match(path)) || cache.add(path)))))
})

async function kept(wanted, request) {
  const cache = await caches.open(CACHE)
  const found = await cache.match(wanted)
  if (found) return found
  const answer = await fetch(request)
  if (answer.ok && new URL(request.url).pathname.startsWith('/assets/')) await cache.put(request, answer.clone())
  return answer
}
