import {useEffect, useState} from 'preact/hooks'
import {answer, resume, session, signIn, startAgain} from '../app/session.js'
import {has, t} from '../app/text.js'
import {useCommand} from '../app/use.js'
import {ErrorSummary, Field, Submit, Tick} from '../ui/form.jsx'
import {Page} from '../ui/page.jsx'
import {Loading} from '../ui/state.jsx'

/** Name and password, then whatever the account wants besides: a new password, a code. */
export function SignIn() {
  const {state, why, challenge} = session.value
  const note = state === 'away' ? 'away' : why
  return <Page title={t(state === 'locked' ? 'sign_in.again' : 'sign_in')}>
    <div class="narrow">
      {note && has(`sign_in.${note}`) ? <div class="notice" role="status"><p>{t(`sign_in.${note}`)}</p>{state === 'away' ? <button type="button" class="second" onClick={resume}>{t('do.again')}</button> : null}</div> : null}
      {challenge ? <Challenge key={challenge.name} name={challenge.name} /> : <Password />}
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

const CODES = /^\d{4,8}$/

function Challenge({name}) {
  const fresh = name === 'NEW_PASSWORD_REQUIRED'
  const {secret, username} = session.value.challenge
  const [text, setText] = useState('')
  const [shown, show] = useState(false)
  const [missing, setMissing] = useState({})
  const command = useCommand(answer)
  const words = fresh ? 'sign_in.new' : 'sign_in.code'
  const submit = async event => {
    event.preventDefault()
    const short = fresh ? text.length < 12 : !CODES.test(text.trim())
    setMissing(short ? {answer: t(`${words}.wrong`)} : {})
    if (!short) await command.run(fresh ? text : text.trim())
  }
  const refused = {denied: !fresh && 'sign_in.code.denied', invalid: fresh && 'sign_in.new.weak'}[command.failure?.kind]
  const errors = {...(refused && {answer: t(refused)}), ...missing}
  return <form onSubmit={submit} noValidate>
    <ErrorSummary errors={errors} failure={command.failure} />
    <p>{t(secret ? 'sign_in.set_up' : `${words}.why`)}</p>
    {secret ? <Enrolment secret={secret} account={username} /> : null}
    <Field name="answer" type={fresh && !shown ? 'password' : 'text'} label={t(words)} hint={t(`${words}.hint`)} value={text} onChange={setText} error={errors.answer}
      autocomplete={fresh ? 'new-password' : 'one-time-code'} inputmode={fresh ? null : 'numeric'} />
    {fresh ? <Tick name="shown" label={t('sign_in.new.show')} checked={shown} onChange={show} /> : null}
    <Submit busy={command.busy}>{t('sign_in.do')}</Submit>
    <p><button type="button" class="text" onClick={startAgain}>{t('sign_in.back')}</button></p>
    {fresh ? null : <p class="quiet">{t('sign_in.code.lost')}</p>}
  </form>
}

/** Its code is fetched only where somebody enrols. */
export function Enrolment(parts) {
  const [View, set] = useState(null)
  useEffect(() => { import('../ui/enrol.jsx').then(module => set(() => module.default), () => set(() => Unseen)) }, [])
  return View ? <View {...parts} /> : <Loading />
}

/** Without the picture's code the secret still can be typed. */
const Unseen = ({secret}) => <p><code class="secret">{secret}</code></p>
