// Addresses. Plain <a href="/…"> everywhere; a click inside the console changes the page without loading it.
import {signal} from '@preact/signals'

export const place = signal(here())

function here() {
  return {path: decodeURI(location.pathname), query: Object.fromEntries(new URLSearchParams(location.search))}
}

/** Go to an address of the console. */
export function go(address, {replace = false} = {}) {
  history[replace ? 'replaceState' : 'pushState'](null, '', address)
  place.value = here()
}

/** Set a part of the query (filters), so that the address can be shared; empty parts go. */
export function ask(parts) {
  const query = new URLSearchParams(location.search)
  for (const [name, value] of Object.entries(parts)) value ? query.set(name, value) : query.delete(name)
  const text = query.toString()
  go(location.pathname + (text ? `?${text}` : ''), {replace: true})
}

/** "/tasks/:id" against a path: the parts, or null. */
export function match(pattern, path) {
  const wanted = pattern.split('/')
  const given = path.replace(/(.)\/$/, '$1').split('/')
  if (wanted.length !== given.length) return null
  const parts = {}
  for (const [index, one] of wanted.entries()) {
    if (one.startsWith(':')) parts[one.slice(1)] = given[index]
    else if (one !== given[index]) return null
  }
  return parts
}

addEventListener('popstate', () => { place.value = here() })
document.addEventListener('click', event => {
  const link = event.target.closest?.('a[href^="/"]')
  if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey) return
  if (link.target || link.hasAttribute('download') || link.origin !== location.origin) return
  if (/^\/(v1|mail|health)(\/|$)/.test(link.pathname)) return
  event.preventDefault()
  go(link.pathname + link.search)
})
