/**
 * Where the snippet keeps things: the page's own storage; where that is blocked or full, memory, and for the
 * little that must outlast a page a cookie of the page's own site. Nothing here throws.
 */
const memory = new Map<string, string>()

export const prefix = 'clientela.'

/** Whether what is written there is still there on the next page. */
export const lasts = tried(() => {
  localStorage.setItem(prefix, '')
  localStorage.removeItem(prefix)
  return true
})

/** Answers undefined where that throws. */
export function tried<T>(what: () => T): T | undefined {
  try {
    return what()
  } catch {
    return undefined
  }
}

export function read(name: string): string | null {
  return memory.get(name) ?? tried(() => localStorage.getItem(prefix + name)) ?? null
}

/** Whether it was written where it lasts. */
export function write(name: string, text: string): boolean {
  const kept = lasts && tried(() => (localStorage.setItem(prefix + name, text), true))
  if (kept) memory.delete(name)
  else memory.set(name, text)
  return kept === true
}

export function remove(name: string): void {
  memory.delete(name)
  if (lasts) tried(() => localStorage.removeItem(prefix + name))
}

/** The names under which something is kept that begin so, in their order. */
export function names(start: string): string[] {
  const stored = (lasts && tried(() => Object.keys(localStorage))) || []
  const own = stored
    .filter((key) => key.startsWith(prefix + start))
    .map((key) => key.slice(prefix.length))
  const held = [...memory.keys()].filter((name) => name.startsWith(start))
  return [...new Set([...own, ...held])].sort()
}

const yearSeconds = 31_536_000

/** What is kept for a year, in a cookie where there is no storage. */
export function recall(name: string): string | null {
  const found = read(name)
  if (found !== null || lasts) return found
  const start = `${prefix}${name}=`
  const cookie = tried(() => document.cookie.split('; ').find((each) => each.startsWith(start)))
  return cookie === undefined ? null : decodeURIComponent(cookie.slice(start.length))
}

/** Null forgets it. */
export function remember(name: string, text: string | null): void {
  if (text === null) remove(name)
  else write(name, text)
  if (lasts) return
  const age = text === null ? 0 : yearSeconds
  const safe = location.protocol === 'https:' ? ';secure' : ''
  tried(() => {
    document.cookie = `${prefix}${name}=${encodeURIComponent(text ?? '')};path=/;max-age=${age};samesite=lax${safe}`
  })
}
