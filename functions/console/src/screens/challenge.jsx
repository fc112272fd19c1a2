// A new password, a code, or a second factor to set up: few meet it, so it comes when it is asked for.
import words from '../text/factor.json'
import {useState} from 'preact/hooks'
import {answer, session, startAgain} from '../app/session.js'
import {add, t} from '../app/text.js'
import {useCommand} from '../app/use.js'
import {ErrorSummary, Field, Submit, Tick} from '../ui/form.jsx'
import {Enrolment} from '../ui/later.jsx'

add(words)
const CODES = /^\d{4,8}$/

/** What an account wants besides its password. */
export default function Challenge({name}) {
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
