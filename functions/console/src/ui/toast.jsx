// A short word that something was done, with a way back where there is one. Said to screen readers.
import {signal} from '@preact/signals'
import {t} from '../app/text.js'

const STAYS = 8000
const shown = signal([])
let number = 0

/** undo: called when taken back. later: called once nobody has taken it back: do the real thing there. */
export function toast(text, {undo, later, stays = STAYS} = {}) {
  const one = {id: (number += 1), text, undo, later}
  one.timer = setTimeout(() => end(one, later), stays)
  shown.value = [...shown.value, one]
}

function end(one, work) {
  clearTimeout(one.timer)
  shown.value = shown.value.filter(other => other.id !== one.id)
  work?.()
}

/** Stands once in the shell. */
export function Toasts() {
  return <div class="toasts" role="status" aria-live="polite">
    {shown.value.map(one => <div class="toast" key={one.id}>
      <span>{one.text}</span>
      {one.undo ? <button type="button" onClick={() => end(one, one.undo)}>{t('do.undo')}</button> : null}
      <button type="button" class="close" aria-label={t('do.close')} onClick={() => end(one, one.later)}>×</button>
    </div>)}
  </div>
}
