// Forms: a label above, a hint below it, what is wrong in words at the field and at the top.
import {useEffect, useId, useRef} from 'preact/hooks'
import {code, has, t} from '../app/text.js'

const TYPES = {area: 'textarea', select: 'select'}

/**
 * One question. type: an input's, or "area" or "select" (with options: [[value, text]]).
 * onChange gets the value. error: a text. More attributes go to the control.
 */
export function Field({name, label, hint, error, type = 'text', value, onChange, options, optional, children, ...more}) {
  const id = useId()
  const told = [hint ? `${id}-hint` : null, error ? `${id}-error` : null].filter(Boolean).join(' ')
  const Control = TYPES[type] || 'input'
  const attributes = {id: `${id}-in`, name, 'aria-describedby': told || null, 'aria-invalid': error ? 'true' : null, ...more}
  if (Control === 'input') attributes.type = type
  return <div class={`field ${error ? 'wrong' : ''}`}>
    <label for={`${id}-in`}>{label}{optional ? <span class="quiet"> {t('form.optional')}</span> : null}</label>
    {hint ? <p id={`${id}-hint`} class="hint">{hint}</p> : null}
    {error ? <p id={`${id}-error`} class="error">{error}</p> : null}
    <Control {...attributes} value={value} onInput={event => onChange?.(event.currentTarget.value)}>
      {Control === 'select' ? options.map(([one, text]) => <option key={one} value={one}>{text}</option>) : null}
    </Control>
    {children}
  </div>
}

/** One of a few. options: [[value, text, hint?]]. */
export function Choice({name, label, hint, error, value, onChange, options}) {
  const id = useId()
  return <fieldset class={`field choice ${error ? 'wrong' : ''}`} aria-describedby={error ? `${id}-error` : null}>
    <legend>{label}</legend>
    {hint ? <p class="hint">{hint}</p> : null}
    {error ? <p id={`${id}-error`} class="error">{error}</p> : null}
    {options.map(([one, text, more]) => <label key={one} class="option">
      <input type="radio" name={name} value={one} checked={value === one} onChange={() => onChange(one)} />
      <span>{text}{more ? <span class="hint">{more}</span> : null}</span>
    </label>)}
  </fieldset>
}

/** Yes or no to one thing. */
export const Tick = ({name, label, checked, onChange}) => <label class="option">
  <input type="checkbox" name={name} checked={checked} onChange={event => onChange(event.currentTarget.checked)} /><span>{label}</span>
</label>

/** All that is wrong, at the top, each leading to its field: errors {name: text}. Takes the focus when it appears. */
export function ErrorSummary({errors, failure}) {
  const box = useRef(null)
  const names = Object.keys(errors || {})
  const shown = names.length || failure
  useEffect(() => { if (shown) box.current?.focus() }, [shown, failure, names.join()])
  if (!shown) return null
  return <div class="summary" role="alert" tabIndex={-1} ref={box}>
    <h2>{names.length ? t('form.wrong') : t(`failed.${failure.kind}`)}</h2>
    {names.length ? <ul>{names.map(name => <li key={name}><a href={`#${name}`} onClick={event => jump(event, name)}>{errors[name]}</a></li>)}</ul> : null}
    {!names.length && failure ? <><p>{failure.text}</p><p>{t(`failed.${failure.kind}.do`)}</p></> : null}
  </div>
}

function jump(event, name) {
  event.preventDefault()
  const field = event.currentTarget.closest('form')?.elements[name]
  const one = field instanceof RadioNodeList ? field[0] : field
  one?.focus()
}

/** What a Failure says of single fields: {field: text}, by the last part of each pointer. */
export function errorsOf(failure) {
  const found = {}
  for (const {pointer, code: which} of failure?.errors || []) {
    const name = pointer.split('/').pop()
    if (pointer.startsWith('#/') && !(name in found)) found[name] = has(`invalid.${which}`) ? code('invalid', which) : t('invalid.other')
  }
  return found
}

/** The last button of a form; says that it is at work. */
export function Submit({busy, children}) {
  return <button class="first" aria-disabled={busy ? 'true' : null}>{busy ? t('do.sending') : children}</button>
}
