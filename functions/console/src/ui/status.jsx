// A state is told by colour, sign and word together, never by colour alone.
const SIGNS = {good: '✓', bad: '!', warn: '◷', ask: '?', off: '–', info: '•'}

/** tone: good | bad | warn | ask | off | info. */
export function Status({tone = 'info', children}) {
  return <strong class={`status ${tone}`}><span class="sign" aria-hidden="true">{SIGNS[tone]}</span>{children}</strong>
}
