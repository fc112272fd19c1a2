// The console: a shell with who is signed in, the screens of their role, and what is true everywhere.
import {render} from 'preact'
import {start} from './app/session.js'
import {lang, speak} from './app/text.js'
import {Shell} from './shell.jsx'

speak(lang.value)
document.getElementById('fonts').rel = 'stylesheet'
const root = document.getElementById('app')
root.textContent = ''
render(<Shell />, root)
start()
if ('serviceWorker' in navigator) addEventListener('load', () => navigator.serviceWorker.register('/sw.js'))
