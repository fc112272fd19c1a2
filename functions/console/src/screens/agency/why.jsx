// Why a benefit is owed, for the officer who grants it: each condition, its law, and what is not known yet.
import {get} from '../../app/api.js'
import {own, t} from '../../app/text.js'
import {useLoad} from '../../app/use.js'
import {amount} from '../../ui/entitlement.jsx'
import {Loaded} from '../../ui/state.jsx'
import {Status} from '../../ui/status.jsx'

const TONES = {yes: 'good', no: 'bad', unknown: 'ask'}

export function Why({task}) {
  const found = useLoad(signal => get(`/v1/households/${task.household_id}/entitlements/${task.benefit}/${task.member || 'hh'}`, {signal}), [task.task_id])
  if (found.state === 'failed' && ['missing', 'forbidden'].includes(found.failure.kind)) return null
  return <section>
    <h2>{t('why')}</h2>
    <Loaded from={found}>{one => <>
      {amount(one) ? <p><span class="quiet">{t('why.amount')}</span> <b>{amount(one)}</b></p> : null}
      <ul class="reasons">{one.reasons.map(reason => <Reason key={reason.condition} reason={reason} />)}</ul>
      <Laws reasons={one.reasons} />
    </>}</Loaded>
  </section>
}

const lawsOf = reason => [reason.law, ...(reason.any ?? []).flatMap(lawsOf)]

function Laws({reasons}) {
  const laws = [...new Set(reasons.flatMap(lawsOf).filter(Boolean))]
  return laws.length ? <><h3>{t('why.law')}</h3><ul class="reasons">{laws.map(law => <li key={law} class="quiet" lang="th">{law}</li>)}</ul></> : null
}

const Reason = ({reason}) => <li>
  <Status tone={TONES[reason.holds]}>{t(`reason.${reason.holds}`)}</Status> {own(reason.text)}
  {reason.any?.length ? <ul class="reasons">{reason.any.map(one => <Reason key={one.condition} reason={one} />)}</ul> : null}
</li>
