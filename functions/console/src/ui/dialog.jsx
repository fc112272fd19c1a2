// Questions that stop people where they slip. The browser's own dialog keeps the focus inside and Escape works.
import {signal} from '@preact/signals'
import {useEffect, useId, useRef} from 'preact/hooks'
import {t} from '../app/text.js'

/** Open while it is rendered. onClose: Escape. */
export function Dialog({title, onClose, children}) {
  const id = useId()
  const box = useRef(null)
  useEffect(() => {
    const before = document.activeElement
    box.current.showModal()
    return () => before?.focus?.()
  }, [])
  return <dialog ref={box} aria-labelledby={id} onCancel={event => { event.preventDefault(); onClose?.() }}>
    <h2 id={id}>{title}</h2>
    {children}
  </dialog>
}

const asked = signal(null)

/** Ask before something that is hard to take back: await confirm({title, text, yes, danger}) -> true or false. */
export const confirm = question => new Promise(done => { asked.value = {...question, done} })

/** Stands once in the shell. */
export function Confirming() {
  const question = asked.value
  if (!question) return null
  const end = answer => {
    asked.value = null
    question.done(answer)
  }
  return <Dialog title={question.title} onClose={() => end(false)}>
    {question.text ? <p>{question.text}</p> : null}
    <div class="buttons">
      <button type="button" class={question.danger ? 'danger' : 'first'} onClick={() => end(true)}>{question.yes}</button>
      <button type="button" class="second" autofocus onClick={() => end(false)}>{question.no || t('do.cancel')}</button>
    </div>
  </Dialog>
}
