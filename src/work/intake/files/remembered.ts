import { ownText } from './ownText.ts'

/** More distinct texts than this are forgotten at once and read anew. */
const most = 20_000
/** Longer texts seldom come twice. */
const longest = 200

/** The same function, remembering what it said of short texts. */
export function remembered<T>(read: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>()
  let lastText: string | undefined
  let last: T
  return (text) => {
    if (text === lastText) return last
    if (text.length > longest) return read(text)
    let found = known.get(text)
    if (found === undefined) {
      const own = ownText(text)
      found = read(own)
      if (known.size >= most) known.clear()
      known.set(own, found)
    }
    lastText = text
    last = found
    return found
  }
}
