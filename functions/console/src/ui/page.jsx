// The frame of every screen: its title in the page and in the tab, the focus on it after a change of address.
import {useEffect, useRef, useState} from 'preact/hooks'
import {t} from '../app/text.js'
import {toast} from './toast.jsx'

let first = true

/** title also names the tab. lead: a sentence. back: [address, text]. actions: buttons beside the title. */
export function Page({title, lead, back, actions, children}) {
  const head = useRef(null)
  useEffect(() => {
    if (!first) {
      scrollTo(0, 0)
      head.current?.focus({preventScroll: true})
    }
    first = false
  }, [])
  useEffect(() => { document.title = `${title} · ${t('name')}` }, [title])
  return <div class="page">
    {back ? <p class="back"><a href={back[0]}>‹ {back[1]}</a></p> : null}
    <div class="row head">
      <div>
        <h1 ref={head} tabIndex={-1}>{title}</h1>
        {lead ? <p class="lead">{lead}</p> : null}
      </div>
      {actions ? <div class="buttons">{actions}</div> : null}
    </div>
    {children}
  </div>
}

/** More about something, folded away and not made until it is wanted; onOpen may then fetch it. */
export function More({title, open, onOpen, children}) {
  const [shown, show] = useState(open)
  const toggle = event => {
    if (!event.currentTarget.open) return
    show(true)
    onOpen?.()
  }
  return <details class="more" open={open} onToggle={toggle}><summary>{title}</summary>{shown ? children : null}</details>
}

/** Names and values: [[name, value]]; those without a value are left out. */
export const Facts = ({of}) => <dl class="facts">{of.filter(([, value]) => value || value === 0).map(([name, value]) => <div key={name}><dt>{name}</dt><dd>{value}</dd></div>)}</dl>

/** Copy a text for a chat. It must hold no name, number or address of anybody: make it of kinds, codes, days, counts. */
export function CopyText({text, children}) {
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text())
      toast(t('copy.done'))
    } catch {
      toast(t('copy.failed'))
    }
  }
  return <button type="button" class="second" onClick={copy}>{children || t('copy.do')}</button>
}
