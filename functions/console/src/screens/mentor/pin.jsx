// The PIN of this phone: the way in without a network, and what seals the households.
import words from '../../text/mentor.json'
import {useEffect, useState} from 'preact/hooks'
import {owner} from '../../app/device.js'
import {enterByPin, me, session} from '../../app/session.js'
import {add, t} from '../../app/text.js'
import {useCommand} from '../../app/use.js'
import * as outbox from '../../field/outbox.js'
import * as packet from '../../field/packet.js'
import * as vault from '../../field/vault.js'
import {confirm} from '../../ui/dialog.jsx'
import {ErrorSummary, Field, Submit} from '../../ui/form.jsx'
import {More, Page} from '../../ui/page.jsx'

add(words)
const SHAPE = /^\d{6,12}$/

async function recalled() {
  await packet.recall()
  await outbox.recall()
}

/** Instead of the password: what the phone holds opens, with a network or without. */
export default function PinDoor({onPassword}) {
  useEffect(() => { vault.look(owner()) }, [])
  const {state} = vault.vault.value
  const open = async () => {
    await recalled()
    enterByPin(await vault.holder())
  }
  return <Page title={t('pin.door')}>
    <div class="narrow">
      {state === 'barred' ? <div class="notice" role="alert"><p>{t('pin.barred')}</p></div> : <Unlock onOpen={open} />}
      <p><button type="button" class="second" onClick={onPassword}>{t('pin.password')}</button></p>
    </div>
  </Page>
}

function Unlock({onOpen}) {
  const [pin, setPin] = useState('')
  const [wrong, setWrong] = useState({})
  const command = useCommand(async () => {
    if (await vault.unlock(pin)) return onOpen()
    setPin('')
    setWrong({pin: vault.vault.value.state === 'barred' ? t('pin.barred') : t('pin.wrong', {n: vault.vault.value.left})})
  })
  const submit = event => {
    event.preventDefault()
    if (SHAPE.test(pin)) command.run()
    else setWrong({pin: t('pin.shape')})
  }
  return <form onSubmit={submit} noValidate>
    <ErrorSummary errors={wrong} failure={command.failure} />
    <Field name="pin" type="password" inputmode="numeric" autocomplete="off" label={t('pin')} hint={t('pin.hint')} value={pin} onChange={setPin} error={wrong.pin} />
    <Submit busy={command.busy}>{t('pin.open')}</Submit>
  </form>
}

function Make() {
  const [pin, setPin] = useState('')
  const [again, setAgain] = useState('')
  const [wrong, setWrong] = useState({})
  const command = useCommand(async () => {
    await vault.make(pin, me.value)
    await packet.keep()
  })
  const submit = event => {
    event.preventDefault()
    const found = {}
    if (!SHAPE.test(pin) || /^(\d)\1+$/.test(pin)) found.pin = t('pin.shape')
    else if (pin !== again) found.again = t('pin.differs')
    setWrong(found)
    if (!Object.keys(found).length) command.run()
  }
  return <form onSubmit={submit} noValidate>
    <ErrorSummary errors={wrong} failure={command.failure} />
    <Field name="pin" type="password" inputmode="numeric" autocomplete="off" label={t('pin.new')} hint={t('pin.new.hint')} value={pin} onChange={setPin} error={wrong.pin} />
    <Field name="again" type="password" inputmode="numeric" autocomplete="off" label={t('pin.again')} value={again} onChange={setAgain} error={wrong.again} />
    <Submit busy={command.busy}>{t('pin.make')}</Submit>
  </form>
}

/** On a page of somebody who signed in by password: make a PIN, or give it. Nothing once it is open. */
export function PinCard({wanted}) {
  const who = me.value.officer_id
  useEffect(() => { vault.look(who).then(vault.forgive) }, [who])
  const {state} = vault.vault.value
  if (state === 'open' || session.value.pin) return null
  const forget = async () => {
    const left = (await vault.labels('outbox')).filter(one => one.state !== 'sent').length
    if (await confirm({title: t('pin.forget'), text: left ? t('pin.forget.lost', {n: left}) : t('pin.forget.text'), yes: t('pin.forget.do'), danger: true})) {
      await vault.forget()
      await vault.look(who)
    }
  }
  return <section class="card warn" aria-labelledby="pin-card">
    <h2 id="pin-card">{t(state === 'none' ? 'pin.card' : 'pin.card.open')}</h2>
    <p>{t(wanted ? 'pin.wanted' : state === 'none' ? 'pin.card.why' : 'pin.card.open.why')}</p>
    {state === 'none'
      ? <More title={t('pin.make')} open={wanted}><Make /></More>
      : <><Unlock onOpen={recalled} /><button type="button" class="text" onClick={forget}>{t('pin.forget')}</button></>}
  </section>
}
