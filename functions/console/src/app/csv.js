// Tables as files, the way spreadsheets here read them: UTF-8 with its mark, and no cell that a program would run.
const RUNS = /^[=+\-@\t\r]/
const MARK = '\ufeff'

const cell = value => {
  const text = value === null || value === undefined ? '' : String(value)
  const safe = RUNS.test(text) && Number.isNaN(Number(text)) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** Rows of cells -> text. */
export const written = rows => MARK + rows.map(row => `${row.map(cell).join(',')}\r\n`).join('')

/** Text -> rows of cells; stops after `most` rows. */
export function rowsOf(text, most = Infinity) {
  const rows = []
  let row = []
  const pattern = /("(?:[^"]|"")*"|[^",\r\n]*)(,|\r\n|\n|\r|$)/y
  pattern.lastIndex = text.startsWith(MARK) ? 1 : 0
  while (pattern.lastIndex < text.length && rows.length < most) {
    const found = pattern.exec(text)
    if (!found) break
    row.push(found[1].startsWith('"') ? found[1].slice(1, -1).replaceAll('""', '"') : found[1])
    if (found[2] === ',') continue
    rows.push(row)
    row = []
  }
  return rows
}

/** Give somebody a file to keep. */
export function save(blob, name) {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(blob)
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 60000)
}
