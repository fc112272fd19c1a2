// The console: a shell with who is signed in, the screens of their role, and what is true everywhere.
import {render} from 'preact'
import {start} from './app/session.js'
import {lang, speak} from './app/text.js'
import {expected} from './routes.js'
import {Shell} from './shell.jsx'
// What nearly every screen needs comes with the shell: a second round for small files costs more than their bytes.
import './app/csv.js'
import './ui/card.jsx'
import './ui/due.jsx'
import './ui/filters.jsx'
import './ui/form.jsx'
import './ui/table.jsx'
import './ui/task.jsx'

speak(lang.value)
const root = document.getElementById('app')
root.textContent = ''
render(<Shell />, root)
// A slow line is for the page first; the phone's own letters do until then.
start().finally(() => { document.getElementById('fonts').rel = 'stylesheet' })
expected()?.load().catch(() => {}) // beside the session's first calls, not after them
if ('serviceWorker' in navigator) addEventListener('load', () => navigator.serviceWorker.register('/sw.js'))
