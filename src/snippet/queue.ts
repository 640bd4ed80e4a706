import { lasts, names, read, remove, write } from './places.ts'

/**
 * Messages on their way to the server. Each is kept under a name of its own until the server has said that it has
 * it: so that neither a page that goes, nor a network that comes back later, nor several tabs at once lose any. One that
 * is sent twice counts once, by its message id.
 */
const start = 'q.'
const mostKept = 500
/** Characters and messages of one request: in bytes below what a browser sends for a page that goes. */
const mostCharacters = 20_000
const mostAtOnce = 50

const gatherMs = 200
const answerMs = 20_000
const longestWaitMs = 300_000
const longestToldMs = 3_600_000

/** Under way in this page. */
const flying = new Set<string>()
let timer: ReturnType<typeof setTimeout> | undefined
let failed = 0

/** Where to, and by which key. */
export type Door = { readonly url: string; readonly writeKey: string }

/** What cannot be kept or will never be taken: the page may hear of it. */
export function lose(detail: unknown): void {
  dispatchEvent(new CustomEvent('clientela:lost', { detail }))
}

export function add(door: Door, message: { readonly messageId: string }): void {
  const waiting = names(start)
  for (const name of waiting.slice(0, Math.max(0, waiting.length + 1 - mostKept))) drop(name)
  const name = `${start}${Date.now().toString(36)}.${inOrder()}.${message.messageId}`
  const text = JSON.stringify(message)
  // Storage that is full takes it once there is room: the oldest go.
  for (const oldest of [...names(start), undefined]) {
    if (write(name, text) || !lasts || oldest === undefined) break
    drop(oldest)
  }
  sendIn(door, gatherMs)
}

let counted = 0

/** Of several of one millisecond: by three digits, which sort as text. */
function inOrder(): string {
  counted = (counted + 1) % 46_656
  return counted.toString(36).padStart(3, '0')
}

/** All that waits is forgotten, and said of nothing. */
export function forgetAll(): void {
  for (const name of names(start)) remove(name)
}

function drop(name: string): void {
  const text = read(name)
  remove(name)
  if (text !== null) lose(JSON.parse(text))
}

/** After so long, unless it is sooner already. */
export function sendIn(door: Door, ms: number): void {
  timer ??= setTimeout(() => {
    timer = undefined
    void sendInTurn(door)
  }, ms)
}

/** One tab at a time, which sends what all of them have: where the browser can say so. */
async function sendInTurn(door: Door): Promise<void> {
  const wait = waitMs()
  if (wait > 0) return sendIn(door, wait)
  // Not there for pages that came without TLS, though the types say so.
  const locks = navigator.locks as LockManager | undefined
  if (locks === undefined) return await sendAll(door)
  await locks.request('clientela', { ifAvailable: true }, async (lock) => {
    if (lock === null) sendIn(door, 1_000)
    else await sendAll(door)
  })
}

async function sendAll(door: Door): Promise<void> {
  for (let some = nextFew(); some.size > 0; some = nextFew()) {
    if (!(await send(door, some))) return sendIn(door, Math.max(waitMs(), gatherMs))
  }
}

/** The page goes: all that is not under way, without waiting for anybody. */
export function sendNow(door: Door): void {
  if (waitMs() > 0 && lasts) return
  for (let some = nextFew(); some.size > 0; some = nextFew()) {
    // It may have been hidden only.
    void send(door, some).then((done) => done || sendIn(door, waitMs()))
  }
}

/** The network is back. */
export function goOn(door: Door): void {
  remove('until')
  failed = 0
  sendIn(door, 0)
}

function waitMs(): number {
  const wait = Number(read('until')) - Date.now()
  return wait > longestToldMs ? 0 : Math.max(0, wait)
}

/** The oldest that are not under way, by their names. */
function nextFew(): Map<string, string> {
  const some = new Map<string, string>()
  let characters = 0
  for (const name of names(start)) {
    const text = flying.has(name) ? null : read(name)
    if (text === null) continue
    characters += text.length
    if (some.size > 0 && (characters > mostCharacters || some.size === mostAtOnce)) break
    some.set(name, text)
  }
  return some
}

/** Whether they are off our hands: taken, or refused for ever. */
async function send({ url, writeKey }: Door, some: ReadonlyMap<string, string>): Promise<boolean> {
  const about = JSON.stringify({ sentAt: new Date().toISOString(), writeKey }).slice(1)
  const body = `{"batch":[${[...some.values()].join()}],${about}`
  for (const name of some.keys()) flying.add(name)
  try {
    const giveUp = new AbortController()
    setTimeout(() => giveUp.abort(), answerMs)
    // As text, so that nothing is asked before.
    const keepalive = body.length < mostCharacters + 1_000
    const { status, headers } = await fetch(url, {
      method: 'POST',
      body,
      keepalive,
      credentials: 'omit',
      signal: giveUp.signal,
    })
    if (status < 300) for (const name of some.keys()) remove(name)
    else if (status === 400) for (const name of some.keys()) drop(name)
    else return comeAgain(Number(headers.get('retry-after')) * 1_000)
    failed = 0
    return true
  } catch {
    return comeAgain(0)
  } finally {
    for (const name of some.keys()) flying.delete(name)
  }
}

/** After as long as the server says, or else twice as long each time. */
function comeAgain(toldMs: number): false {
  const ownMs = Math.min(longestWaitMs, 1_000 * 2 ** failed++) * (0.5 + Math.random() / 2)
  const ms = toldMs > 0 ? Math.min(toldMs, longestToldMs) : ownMs
  write('until', String(Math.ceil(Date.now() + ms)))
  return false
}
