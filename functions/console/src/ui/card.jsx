// A thing in a list: what it is, its state, a line or two, and where it leads.

/** tone colours the edge; level is the heading's. */
export function Card({title, href, status, tone, level = 3, children, foot}) {
  const Heading = `h${level}`
  return <article class={`card ${tone || ''}`}>
    <div class="row">
      <Heading>{href ? <a href={href}>{title}</a> : title}</Heading>
      {status}
    </div>
    {children}
    {foot ? <div class="foot">{foot}</div> : null}
  </article>
}

/** Cards are a list. */
export const Cards = ({children, label}) => <ul class="cards" aria-label={label}>{[children].flat().map(one => <li key={one?.key}>{one}</li>)}</ul>
