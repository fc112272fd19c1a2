// The console: a shell with who is signed in, the screens of their role, and what is true everywhere.
import {render} from 'preact'
import {rest} from './app/api.js'
import {start} from './app/session.js'
import {speak, wanted} from './app/text.js'
import {expected} from './routes.js'
import {Shell} from './shell.jsx'

expected()?.load().catch(() => {}) // beside the session's first calls, not after them
speak(wanted()).catch(() => {}).then(() => { // English that cannot be had: Thai
  const root = document.getElementById('app')
  root.textContent = ''
  render(<Shell />, root)
  return start()
}).then(rest).finally(() => {
  // A slow line is for the page first; the phone's own letters do until then.
  document.getElementById('fonts').rel = 'stylesheet'
  navigator.serviceWorker?.register('/sw.js')
})
