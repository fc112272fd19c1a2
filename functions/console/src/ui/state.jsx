// The states of a screen that are not its content: loading, nothing there, failed, old.
import {t} from '../app/text.js'
import {time} from '../app/days.js'

/** role=status, so that it is said; quiet for the first moment, so that quick answers do not flicker. */
export function Loading() {
  return <div class="state loading" role="status"><span class="spin" aria-hidden="true" />{t('state.loading')}</div>
}

/** Nothing there, and that is all right: say what would be here, and what to do. */
export function Empty({title, children}) {
  return <div class="state empty"><p class="strong">{title}</p>{children}</div>
}

/** A Failure, what it means, and a way on. */
export function Failed({failure, again}) {
  return <div class={`state failed ${failure.kind === 'offline' ? 'soft' : ''}`} role="alert">
    <p class="strong">{t(`failed.${failure.kind}`)}</p>
    {failure.text ? <p>{failure.text}</p> : null}
    <p>{t(`failed.${failure.kind}.do`)}</p>
    {again ? <button type="button" class="second" onClick={again}>{t('do.again')}</button> : null}
  </div>
}

/**
 * One place for all states of useLoad: <Loaded from={found}>{data => …}</Loaded>. Data that could not be fetched anew
 * are shown with the time they are from.
 */
export function Loaded({from, children}) {
  if (from.state === 'loading') return <Loading />
  if (from.state === 'failed') return <Failed failure={from.failure} again={from.reload} />
  return <>
    {from.failure ? <p class="old" role="status">{t('state.old', {time: time(from.at)})} <button type="button" class="text" onClick={from.reload}>{t('do.again')}</button></p> : null}
    {children(from.data, from)}
  </>
}
