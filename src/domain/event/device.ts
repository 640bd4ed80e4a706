import { getParser } from 'bowser'
import { isObject, type Json } from './message.ts'

/** Text that is longer is nobody's browser. */
const longestAgent = 512
const mostKnown = 2_000

/**
 * On what something was done, as properties of its event: `device` (phone, tablet, desktop, tv, bot), `os`, `browser`
 * and `app`. By what the context says itself, by its user agent, and by what browsers say beside that
 * (`userAgentData`, client hints). What nothing says is left out.
 */
export function deviceIn(context: Json): Json {
  const { userAgent, userAgentData } = context
  const read = typeof userAgent === 'string' ? readAgent(userAgent, hintsIn(userAgentData)) : {}
  const said = {
    device: kindOf(context['device']),
    os: nameIn(context['os']),
    app: nameIn(context['app']),
  }
  return withoutNothing({ ...read, ...withoutNothing(said) })
}

type Hints = NonNullable<Parameters<typeof getParser>[2]>

/** The same agents come again and again, and reading one takes longer than all else of its event. */
const known = new Map<string, Json>()

function readAgent(agent: string, hints: Hints | undefined): Json {
  if (agent.trim() === '' || agent.length > longestAgent) return {}
  const key = `${agent}\n${hints === undefined ? '' : JSON.stringify(hints)}`
  const there = known.get(key)
  if (there !== undefined) return there
  const { platform, os, browser } = getParser(agent, hints).getResult()
  const kind = platform.type ?? ''
  const read = withoutNothing({
    device: kinds.get(kind) ?? kind,
    os: os.name,
    browser: browser.name,
  })
  if (known.size >= mostKnown) known.clear()
  known.set(key, read)
  return read
}

/** By what others call them. */
const kinds: ReadonlyMap<string, string> = new Map([
  ['mobile', 'phone'],
  ['phone', 'phone'],
  ['smartphone', 'phone'],
  ['tablet', 'tablet'],
  ['ipad', 'tablet'],
  ['desktop', 'desktop'],
  ['tv', 'tv'],
])

/** Apps say by which system they run (`ios`), and by the model what it runs on. */
function kindOf(device: unknown): string | undefined {
  if (!isObject(device)) return undefined
  const { type, model } = device
  const kind = typeof type === 'string' ? type.toLowerCase() : ''
  if (kind !== 'ios' && kind !== 'android') return kinds.get(kind)
  return typeof model === 'string' && /^ipad|tablet/i.test(model) ? 'tablet' : 'phone'
}

function nameIn(given: unknown): string | undefined {
  const name = isObject(given) ? given['name'] : undefined
  return typeof name === 'string' ? name : undefined
}

function hintsIn(given: unknown): Hints | undefined {
  if (!isObject(given)) return undefined
  const { brands, mobile, platform, platformVersion, model } = given
  const hints = {
    ...(Array.isArray(brands) ? { brands: brands.slice(0, 10).filter(isBrand) } : {}),
    ...(typeof mobile === 'boolean' ? { mobile } : {}),
    ...(typeof platform === 'string' ? { platform } : {}),
    ...(typeof platformVersion === 'string' ? { platformVersion } : {}),
    ...(typeof model === 'string' ? { model } : {}),
  }
  return JSON.stringify(hints).length > 2 * longestAgent ? undefined : hints
}

function isBrand(given: unknown): given is { readonly brand: string; readonly version: string } {
  return (
    isObject(given) && typeof given['brand'] === 'string' && typeof given['version'] === 'string'
  )
}

function withoutNothing(said: Json): Json {
  return Object.fromEntries(
    Object.entries(said).filter(([, value]) => value !== undefined && value !== ''),
  )
}
