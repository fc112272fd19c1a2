// Filters live in the address, so that a list can be shared and found again.
import {place} from '../app/router.js'
import {num} from '../app/text.js'

const withPart = (name, value) => {
  const query = new URLSearchParams(place.value.query)
  value ? query.set(name, value) : query.delete(name)
  const text = query.toString()
  return place.value.path + (text ? `?${text}` : '')
}

/** One of a few, as links: [[value, text, count?]]; '' is all of it. */
export function Filters({name, label, options}) {
  const now = place.value.query[name] || ''
  return <nav class="filters" aria-label={label}>
    <ul>{options.map(([value, text, count]) => <li key={value}><a href={withPart(name, value)} aria-current={now === value ? 'true' : null}>
      {text}{count === undefined ? null : <span class="count">{num(count)}</span>}
    </a></li>)}</ul>
  </nav>
}
