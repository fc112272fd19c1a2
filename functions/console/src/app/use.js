// What screens need again and again: something loaded, a command with its state, text that is not lost.
import {useSignal} from '@preact/signals'
import {useEffect, useRef, useState} from 'preact/hooks'
import {Failure} from './api.js'
import {tab} from './kept.js'
import {wordsFor} from './text.js'

/**
 * Load when `parts` change: useLoad(signal => get('/v1/me', {signal}), []). A signal of
 * {state: loading | ready | failed, data, failure, at, reload}; when a later load fails, the data before stay, with `at`.
 */
export function useLoad(work, parts) {
  const found = useSignal({state: 'loading', data: null, failure: null, at: null})
  const reload = useRef(null)
  useEffect(() => {
    let current = null
    reload.current = async () => {
      current?.abort()
      const mine = (current = new AbortController())
      found.value = {...found.value, state: found.value.data === null ? 'loading' : found.value.state, failure: null}
      try {
        const answer = await work(mine.signal)
        if (!mine.signal.aborted) found.value = {state: 'ready', data: answer?.data ?? answer, etag: answer?.etag, failure: null, at: Date.now()}
      } catch (error) {
        if (!mine.signal.aborted) found.value = {...found.value, state: found.value.data === null ? 'failed' : 'ready', failure: failureOf(error)}
      }
    }
    found.value = {state: 'loading', data: null, failure: null, at: null}
    reload.current()
    return () => current?.abort()
  }, parts)
  return {...found.value, reload: () => reload.current?.()}
}

/** Code and words that are fetched when they are wanted: {View, failure, again}. near: its words came with the page. */
export function useLater(load, near) {
  const [found, set] = useState({})
  const fetchIt = () => Promise.all([load(), wordsFor(near)]).then(([module]) => set({View: module.default}), () => set({failure: new Failure('offline')}))
  useEffect(() => { fetchIt() }, [load])
  return {...found, again: () => { set({}); fetchIt() }}
}

/** A command: {run, busy, failure}. run(…) answers what the work answers, or null when it failed. */
export function useCommand(work) {
  const now = useSignal({busy: false, failure: null})
  const run = async (...given) => {
    if (now.peek().busy) return null
    now.value = {busy: true, failure: null}
    try {
      const answer = await work(...given)
      now.value = {busy: false, failure: null}
      return answer ?? true
    } catch (error) {
      now.value = {busy: false, failure: failureOf(error)}
      return null
    }
  }
  return {run, busy: now.value.busy, failure: now.value.failure, forget: () => { now.value = {busy: false, failure: null} }}
}

/** A form's values, kept in this tab until they are sent: [values, change(name, value), done()]. */
export function useDraft(name, empty) {
  const key = `draft.${name}`
  const values = useSignal(null)
  if (values.peek() === null) {
    try {
      values.value = {...empty, ...JSON.parse(tab.get(key) || '{}')}
    } catch {
      values.value = {...empty}
    }
  }
  const change = (part, value) => {
    values.value = {...values.peek(), [part]: value}
    tab.set(key, JSON.stringify(values.peek()))
  }
  const done = () => {
    tab.drop(key)
    values.value = {...empty}
  }
  return [values.value, change, done]
}

function failureOf(error) {
  if (error instanceof Failure) return error
  console.error(error)
  return new Failure('broken')
}
