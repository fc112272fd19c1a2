import {useState} from 'preact/hooks'
import {resume, session, signIn} from '../app/session.js'
import {has, t} from '../app/text.js'
import {useCommand} from '../app/use.js'
import {ErrorSummary, Field, Submit} from '../ui/form.jsx'
import {Later} from '../ui/later.jsx'
import {Page} from '../ui/page.jsx'

const loadChallenge = () => import('./challenge.jsx')

/** Name and password, then whatever the account wants besides: a new password, a code. */
export function SignIn() {
  const {state, why, challenge} = session.value
  const note = state === 'away' ? 'away' : why
  return <Page title={t(state === 'locked' ? 'sign_in.again' : 'sign_in')}>
    <div class="narrow">
      {note && has(`sign_in.${note}`) ? <div class="notice" role="status"><p>{t(`sign_in.${note}`)}</p>{state === 'away' ? <button type="button" class="second" onClick={resume}>{t('do.again')}</button> : null}</div> : null}
      {challenge ? <Later key={challenge.name} load={loadChallenge} parts={{name: challenge.name}} /> : <Password />}
      <p class="quiet">{t('sign_in.help')}</p>
      {state === 'locked' ? null : <p><a class="alone" href="/rights">{t('sign_in.rights')}</a></p>}
    </div>
  </Page>
}

function Password() {
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  const [missing, setMissing] = useState({})
  const command = useCommand(signIn)
  const submit = async event => {
    event.preventDefault()
    const wrong = {}
    if (!name.trim()) wrong.username = t('sign_in.name.missing')
    if (!password) wrong.password = t('sign_in.password.missing')
    setMissing(wrong)
    if (Object.keys(wrong).length === 0) await command.run(name.trim(), password)
  }
  return <form onSubmit={submit} noValidate>
    <ErrorSummary errors={missing} failure={command.failure} />
    <Field name="username" label={t('sign_in.name')} value={name} onChange={setName} error={missing.username} autocomplete="username" autocapitalize="none" spellcheck={false} />
    <Field name="password" type="password" label={t('sign_in.password')} value={password} onChange={setPassword} error={missing.password} autocomplete="current-password" />
    <Submit busy={command.busy}>{t('sign_in.do')}</Submit>
  </form>
}
