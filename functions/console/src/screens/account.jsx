// Who one is here, and the way out everywhere.
import {me, signOut} from '../app/session.js'
import {areaName} from '../app/areas.js'
import {code, t} from '../app/text.js'
import {useCommand} from '../app/use.js'
import {confirm} from '../ui/dialog.jsx'
import {Facts, Page} from '../ui/page.jsx'
import {Failed} from '../ui/state.jsx'

export default function Account() {
  const command = useCommand(() => signOut({everywhere: true}))
  const {officer_id, role, agency, areas} = me.value
  const leave = async () => {
    if (await confirm({title: t('account.everywhere'), text: t('account.everywhere.text'), yes: t('sign_out'), danger: true})) command.run()
  }
  return <Page title={t('account')}>
    <Facts of={[[t('officers.name'), officer(officer_id)?.name], [t('account.role'), code('role', role)], [t('account.officer'), officer_id], [t('account.agency'), agency && code('agency', agency)], [t('account.areas'), areas.map(one => areaName(one)).join(' · ')]]} />
    <h2>{t('account.everywhere')}</h2>
    <p>{t('account.everywhere.why')}</p>
    {command.failure ? <Failed failure={command.failure} /> : null}
    <button type="button" class="danger" onClick={leave}>{t('account.everywhere')}</button>
  </Page>
}
