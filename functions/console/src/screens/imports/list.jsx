// Files of a partner: drop one, check it first, and what became of earlier ones.
import words from '../../text/imports.json'
import {useEffect, useId, useRef, useState} from 'preact/hooks'
import {get, send} from '../../app/api.js'
import {moment} from '../../app/days.js'
import {partnerName} from '../../app/partners.js'
import {go, place} from '../../app/router.js'
import {me} from '../../app/session.js'
import {add, code, num, own, t} from '../../app/text.js'
import {useCommand, useLoad} from '../../app/use.js'
import {Choice, Field} from '../../ui/form.jsx'
import {Page} from '../../ui/page.jsx'
import {Empty, Failed, Loaded} from '../../ui/state.jsx'
import {Status} from '../../ui/status.jsx'
import {Table} from '../../ui/table.jsx'
import {held, hold, post} from './sending.js'

add(words)
const TONES = {done: 'good', rejected: 'bad', failed: 'bad', withdrawn: 'off'}
const ENDINGS = '.csv,.gz,.zip,.xlsx'
const GOOD = /\.(csv(\.gz)?|zip|xlsx)$/i
const LOOK = 1000 // between looks for the import that the file becomes
const PATIENCE = 90 // looks

export const ImportState = ({one}) => <Status tone={TONES[one.state] || 'info'}>{own(one.state_text)}</Status>
export const faulty = one => (one.counts.quarantined || 0) + (one.counts.held || 0)

export default function Imports() {
  const found = useLoad(signal => get('/v1/imports?limit=50', {signal}), [])
  return <Page title={t('imports')} lead={t('imports.lead')}>
    <Send />
    <h2>{t('imports.before')}</h2>
    <Loaded from={found}>{({items}) => <Table caption={t('imports.list')} rows={items} rowKey={one => one.import_id} tone={one => (['rejected', 'failed'].includes(one.state) || faulty(one) ? 'bad' : null)} columns={[
      {key: 'at', title: t('imports.at'), head: true, cell: one => <a href={`/imports/${one.import_id}`}>{moment(one.received_at)}</a>},
      {key: 'mode', title: t('imports.mode'), cell: one => code('import_mode', one.mode)},
      {key: 'partner', title: t('imports.partner'), cell: one => partnerName(one.partner)},
      {key: 'state', title: t('imports.state'), cell: one => <ImportState one={one} />},
      {key: 'records', title: t('imports.records'), number: true, cell: one => num(one.counts.records || 0)},
      {key: 'faulty', title: t('imports.faulty'), number: true, cell: one => num(faulty(one))},
    ]} empty={<Empty title={t('imports.empty')}><p>{t('imports.empty.do')}</p></Empty>} />}</Loaded>
  </Page>
}

function Send() {
  const again = held()
  const [file, setFile] = useState(again)
  const [mode, setMode] = useState(place.value.query.mode === 'import' && again ? 'import' : 'check')
  const [partner, setPartner] = useState('')
  const [wrong, setWrong] = useState(null)
  const [part, setPart] = useState(null)
  const chosen = one => {
    if (!one) return
    setWrong(GOOD.test(one.name) ? (one.size ? null : t('imports.nothing')) : t('imports.ending'))
    setFile(one)
    hold(one)
  }
  const command = useCommand(async () => {
    const before = new Set((await get('/v1/imports?limit=50')).data.items.map(one => one.import_id))
    const body = {name: file.name, mode, ...(partner && {partner})}
    const {data: form} = await send('POST', '/v1/uploads', body)
    await post(form, file, setPart)
    setPart(1)
    return arrived(before, mode)
  })
  const submit = async event => {
    event.preventDefault()
    if (!file) return setWrong(t('imports.choose'))
    if (wrong) return
    const made = await command.run()
    setPart(null)
    if (typeof made === 'string') go(`/imports/${made}`)
  }
  return <form onSubmit={submit} noValidate class="send">
    <Drop file={file} onFile={chosen} error={wrong} />
    <Choice name="mode" label={t('imports.how')} value={mode} onChange={setMode} options={['check', 'import'].map(one => [one, t(`import_mode.${one}`), t(`imports.how.${one}`)])} />
    {me.value.role === 'partner' ? null : <Field name="partner" label={t('imports.for')} hint={t('imports.for.hint')} optional value={partner} onChange={setPartner} pattern="[a-z0-9_\-]*" autocapitalize="none" spellcheck={false} />}
    {command.failure ? (command.failure.code === 'too_large' ? <p class="notice" role="alert">{t('imports.large')}</p> : <Failed failure={command.failure} />) : null}
    {part === null ? null : <p role="status"><progress value={part} max="1" aria-label={t('imports.sending')} /> {part < 1 ? t('imports.sent', {percent: Math.floor(part * 100)}) : t('imports.arriving')}</p>}
    <button class="first" aria-disabled={command.busy ? 'true' : null}>{t(`imports.do.${mode}`)}</button>
  </form>
}

/** The id of the import that was not there before; nothing when none has come in time: the list will show it. */
async function arrived(before, mode) {
  for (let looks = 0; looks < PATIENCE; looks += 1) {
    const {data} = await get('/v1/imports?limit=10')
    const made = data.items.find(one => !before.has(one.import_id) && one.mode === mode)
    if (made) return made.import_id
    await new Promise(done => setTimeout(done, LOOK))
  }
  return null
}

/** Drop a file or choose one; the same input for both, so that keyboard and reader have it too. */
function Drop({file, onFile, error}) {
  const id = useId()
  const [over, setOver] = useState(false)
  const input = useRef(null)
  useEffect(() => { if (error) input.current?.focus() }, [error])
  const drop = event => {
    event.preventDefault()
    setOver(false)
    onFile(event.dataTransfer.files[0])
  }
  return <div class={`drop ${over ? 'over' : ''} ${error ? 'wrong' : ''}`} onDragOver={event => { event.preventDefault(); setOver(true) }} onDragLeave={() => setOver(false)} onDrop={drop}>
    <p class="strong">{t('imports.drop')}</p>
    <p class="hint" id={`${id}-hint`}>{t('imports.kinds')}</p>
    {error ? <p class="error" id={`${id}-error`} role="alert">{error}</p> : null}
    <span class="pick second"><label for={id}>{t('imports.pick')}</label><input id={id} ref={input} type="file" name="file" accept={ENDINGS} aria-describedby={`${id}-hint${error ? ` ${id}-error` : ''}`} aria-invalid={error ? 'true' : null} onChange={event => onFile(event.currentTarget.files[0])} /></span>
    {file ? <p class="strong">{t('imports.file', {name: file.name, size: num(Math.ceil(file.size / 1024))})}</p> : null}
  </div>
}

