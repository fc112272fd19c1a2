// What this browser keeps between pages: settings only, never a token and nothing about a family.
// A browser may refuse storage altogether (private windows): then nothing is kept, and all else works.
const PREFIX = 'sitthi.'

function store(of) {
  const memory = new Map()
  return {
    get(name) {
      try {
        return of().getItem(PREFIX + name)
      } catch {
        return memory.get(name) ?? null
      }
    },
    set(name, value) {
      try {
        of().setItem(PREFIX + name, value)
      } catch {
        memory.set(name, String(value))
      }
    },
    drop(name) {
      memory.delete(name)
      try {
        of().removeItem(PREFIX + name)
      } catch {}
    },
    names() {
      try {
        return Object.keys(of()).filter(name => name.startsWith(PREFIX)).map(name => name.slice(PREFIX.length))
      } catch {
        return [...memory.keys()]
      }
    },
  }
}

export const kept = store(() => localStorage)
/** For this tab alone, gone with it: text that somebody has not sent yet. */
export const tab = store(() => sessionStorage)
