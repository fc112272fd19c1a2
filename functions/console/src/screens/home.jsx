// What waits for oneself this working day; every role has it until it has a home of its own.
import {get} from '../app/api.js'
import {longDay} from '../app/days.js'
import {me} from '../app/session.js'
import {code, t} from '../app/text.js'
import {useLoad} from '../app/use.js'
import {Card, Cards} from '../ui/card.jsx'
import {Due} from '../ui/due.jsx'
import {Page} from '../ui/page.jsx'
import {Empty, Loaded} from '../ui/state.jsx'
import {Status} from '../ui/status.jsx'

const TONES = {urgent: 'bad', late: 'bad', soon: 'warn', confirm: 'ask', triage: 'ask'}

export default function Home() {
  const found = useLoad(signal => get('/v1/me/digest', {signal}), [])
  return <Page title={t('home')} lead={code('role', me.value.role)}>
    <Loaded from={found}>{digest => digest.lines.length === 0
      ? <Empty title={t('home.empty')}><p>{t('home.empty.do')}</p></Empty>
      : <>
        <p>{t('home.count', {n: digest.count, day: longDay(digest.on)})}</p>
        <Cards label={t('home')}>{digest.lines.map(line => <Card key={`${line.section}-${line.reference}`} title={line.what ? code('what', line.what) : t('home.unnamed')} href={`/tasks/${line.reference}`}
          tone={TONES[line.section]} level={2} status={<Status tone={TONES[line.section]}>{t(`home.${line.section}`)}</Status>}><Due on={line.due} /></Card>)}</Cards>
      </>}</Loaded>
  </Page>
}
