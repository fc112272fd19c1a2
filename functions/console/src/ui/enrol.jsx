// The secret of a second factor, brought to an authenticator app: by its picture, by a tap on the same phone, or typed.
// Loaded only where somebody enrols. The picture is made here; the secret goes nowhere else.
import words from '../text/factor.json'
import {generate} from 'lean-qr/nano'
import {useMemo} from 'preact/hooks'
import {add, t} from '../app/text.js'

add(words)
const QUIET = 4 // modules of white that readers want around it

/** account: what the app is to call it. */
export default function Enrol({secret, account}) {
  const address = `otpauth://totp/Sitthi:${encodeURIComponent(account)}?secret=${secret}&issuer=Sitthi`
  return <div>
    <p>{t('factor.why')}</p>
    <ol class="numbers">
      <li>{t('factor.app')}</li>
      <li>{t('factor.scan')}<Picture text={address} />
        <p><a class="alone" href={address}>{t('factor.here')}</a></p>
        <p>{t('factor.type')} <code class="secret">{secret.match(/.{1,4}/g).join(' ')}</code></p></li>
      <li>{t('factor.code')}</li>
    </ol>
  </div>
}

function Picture({text}) {
  const [path, size] = useMemo(() => drawn(text), [text])
  return <svg class="qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={t('factor.picture')} shape-rendering="crispEdges">
    <rect width={size} height={size} fill="#fff" /><path d={path} fill="#000" />
  </svg>
}

function drawn(text) {
  const code = generate(text)
  const size = code.size + 2 * QUIET
  let path = ''
  for (let y = 0; y < code.size; y += 1) for (let x = 0; x < code.size; x += 1) if (code.get(x, y)) path += `M${x + QUIET} ${y + QUIET}h1v1h-1z`
  return [path, size]
}
