// A file goes straight into the inbox bucket by a form that the API has signed; its bytes never pass through the API.
import {Failure, reached} from '../../app/api.js'
import {whenSignedOut} from '../../app/session.js'

let kept = null
whenSignedOut(() => { kept = null })
/** The file that was sent last, in memory only: what was checked can be sent for good without choosing it again. */
export const held = () => kept
export const hold = file => { kept = file }

/** onPart: how much is sent, 0 to 1. Raises Failure. */
export function post(form, file, onPart) {
  if (file.size > form.largest) return Promise.reject(new Failure('invalid', {code: 'too_large'}))
  const body = new FormData()
  for (const [name, value] of Object.entries(form.fields)) body.append(name, value)
  body.append('file', file)
  return new Promise((done, failed) => {
    const request = new XMLHttpRequest()
    request.open('POST', form.url)
    request.upload.onprogress = event => { if (event.lengthComputable) onPart(event.loaded / event.total) }
    request.onload = () => (request.status < 300 ? done() : failed(new Failure('broken', {}, request.status)))
    request.onerror = () => {
      reached.value = false
      failed(new Failure('offline'))
    }
    request.send(body)
  })
}
