// What somebody is owed: one line with why, and the law a tap away. For a mentor's page and the public one alike.
import words from '../text/entitlements.json'
import {add, baht, code, own, t} from '../app/text.js'
import {More} from './page.jsx'
import {Status} from './status.jsx'

add(words)
const TONES = {gap: 'bad', receiving: 'good', need_info: 'ask', eligible_when_open: 'warn', may_be_requested: 'warn', suggested: 'info', not_eligible: 'off'}
const SIGNS = {yes: '✓', no: '✗', unknown: '?'}
/** What matters first. */
export const ORDER = ['gap', 'may_be_requested', 'eligible_when_open', 'receiving', 'need_info', 'suggested', 'not_eligible']
export const byState = (one, other) => ORDER.indexOf(one.state) - ORDER.indexOf(other.state)

/** The condition that tells most: what is not known yet, what fails, else what holds besides living here. */
function why(one) {
  const of = holds => one.reasons.filter(reason => reason.holds === holds)
  if (one.state === 'need_info' && of('unknown').length) return t('why.unknown', {what: own(of('unknown')[0].text)})
  if (one.state === 'not_eligible' && of('no').length) return t('why.no', {what: own(of('no')[0].text)})
  const held = of('yes')
  return held.length ? t('why.yes', {what: held.slice(-2).map(reason => own(reason.text)).join(' · ')}) : ''
}

/** "600 บาทต่อเดือน"; nothing where it is not money. */
export const amount = one => (one.amount && one.amount.unit === 'baht' ? t('amount', {n: baht(one.amount.value), per: code('per', one.amount.per)}) : null)

/**
 * papers: {apply_at, documents} of the benefit, as far as they are known; onPapers: they are wanted; open: shown at once.
 * whose: for lists over several people.
 */
export function Entitlement({one, papers, onPapers, whose, open}) {
  return <div class="owed">
    <div class="row">
      <p class="strong">{code('what', one.benefit)}{whose ? <span class="quiet"> · {whose}</span> : null}</p>
      <Status tone={TONES[one.state]}>{code('owed', one.state)}</Status>
    </div>
    <p>{[amount(one), why(one)].filter(Boolean).join(' · ')}</p>
    {papers || onPapers ? <More title={t('papers')} open={open} onOpen={onPapers}>{papers ? <Papers of={papers} /> : <p class="quiet">{t('papers.none')}</p>}</More> : null}
    {one.reasons.length ? <More title={t('law')}><Reasons of={one.reasons} /></More> : null}
  </div>
}

export const Papers = ({of}) => <div class="papers">
  <p><span class="strong">{t('papers.where')}</span> {own(of.apply_at)}</p>
  {of.documents.length ? <><p class="strong">{t('papers.bring')}</p><ul class="dots">{of.documents.map(one => <li key={one.th}>{own(one)}</li>)}</ul></> : null}
</div>

function Reasons({of}) {
  const laws = [...new Set(of.map(one => one.law))]
  return <>
    <ul class="reasons">{of.map(one => <li key={one.condition}><span aria-hidden="true">{SIGNS[one.holds]}</span> {own(one.text)} <span class="quiet">({t(`holds.${one.holds}`)})</span></li>)}</ul>
    <p class="quiet" lang="th">{laws.join(' · ')}</p>
    {of.every(one => one.verified) ? null : <p class="quiet">{t('law.unverified')}</p>}
  </>
}

