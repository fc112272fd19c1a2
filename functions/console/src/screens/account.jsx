// Who one is here, one's second factor, and the way out everywhere.
import words from '../text/factor.json'
import {useState} from 'preact/hooks'
import {send} from '../app/api.js'
import {areaName} from '../app/areas.js'
import {officer} from '../app/officers.js'
import {me, signOut} from '../app/session.js'
import {add, code, t} from '../app/text.js'
import {useCommand} from '../app/use.js'
import {confirm} from '../ui/dialog.jsx'
import {ErrorSummary, Field, Submit} from '../ui/form.jsx'
import {Enrolment} from '../ui/later.jsx'
import {Facts, Page} from '../ui/page.jsx'
import {Failed} from '../ui/state.jsx'
import {toast} from '../ui/toast.jsx'

add(words)

export default function Account() {
  const command = useCommand(() => signOut({everywhere: true}))
  const {officer_id, role, agency, areas} = me.value
  const leave = async () => {
    if (await confirm({title: t('account.everywhere'), text: t('account.everywhere.text'), yes: t('sign_out'), danger: true})) command.run()
  }
  return <Page title={t('account')}>
    <Facts of={[[t('account.name'), role !== 'partner' && officer(officer_id)?.name], [t('account.role'), code('role', role)], [t('account.officer'), officer_id], [t('account.agency'), agency && code('agency', agency)], [t('account.areas'), areas.map(one => areaName(one)).join(' · ')]]} />
    <Factor />
    <h2>{t('account.everywhere')}</h2>
    <p>{t('account.everywhere.why')}</p>
    {command.failure ? <Failed failure={command.failure} /> : null}
    <button type="button" class="danger" onClick={leave}>{t('account.everywhere')}</button>
  </Page>
}

/** An app of one's own for the code at sign-in: the secret, then the first code as proof. Nothing changes before that. */
function Factor() {
  const [secret, setSecret] = useState(null)
  const [text, setText] = useState('')
  const [missing, setMissing] = useState({})
  const begin = useCommand(async () => setSecret((await send('POST', '/v1/me/second-factor')).data.secret))
  const command = useCommand(shown => send('PUT', '/v1/me/second-factor', {code: shown}, {tries: 1}))
  const submit = async event => {
    event.preventDefault()
    const shown = text.trim()
    const wrong = /^\d{6}$/.test(shown) ? {} : {code: t('sign_in.code.wrong')}
    setMissing(wrong)
    if (wrong.code || !(await command.run(shown))) return
    setSecret(null)
    setText('')
    toast(t('factor.done'))
  }
  const errors = {...(command.failure?.kind === 'denied' && {code: t('sign_in.code.denied')}), ...missing}
  return <section class="read">
    <h2>{t('factor')}</h2>
    <p>{t('factor.lost')}</p>
    {begin.failure ? <Failed failure={begin.failure} /> : null}
    {secret ? <form onSubmit={submit} noValidate>
      <ErrorSummary errors={errors} failure={command.failure} />
      <Enrolment key={secret} secret={secret} account={me.value.officer_id} />
      <Field name="code" label={t('sign_in.code')} hint={t('sign_in.code.hint')} value={text} onChange={setText} error={errors.code} autocomplete="one-time-code" inputmode="numeric" />
      <div class="buttons"><Submit busy={command.busy}>{t('factor.do')}</Submit><button type="button" class="second" onClick={begin.run}>{t('factor.again')}</button></div>
    </form> : <button type="button" class="second" aria-disabled={begin.busy ? 'true' : null} onClick={begin.run}>{t('factor.begin')}</button>}
  </section>
}
