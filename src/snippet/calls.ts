import { contextNow } from './context.ts'
import { choiceMade } from './consent.ts'
import { newId } from './id.ts'
import { recall, remember } from './places.ts'
import { add, type Door } from './queue.ts'

export type Named = Readonly<Record<string, unknown>>

/** How the page wants it. */
export type Settings = {
  readonly door: Door
  /** So long without anything done ends a visit. Milliseconds. */
  readonly gapMs: number
  /** Nothing is collected before the visitor has said yes. */
  readonly mustAsk: boolean
}

export type Tell = (type: string, said: Named, options?: unknown) => void

/** Makes a message and keeps it until the server has it. */
export function tellBy({ door, gapMs }: Settings): Tell {
  return (type, said, options) => {
    const choice = choiceMade()
    const anonymousId = recall('id') ?? newId()
    remember('id', anonymousId)
    const given = isNamed(options) ? options : {}
    const own = isNamed(given['context']) ? given['context'] : {}
    const message = {
      type,
      timestamp: new Date().toISOString(),
      anonymousId,
      userId: recall('user') ?? undefined,
      ...said,
      ...given,
      messageId: newId(),
      context: { ...contextNow(type, choice, gapMs), ...own },
    }
    add(door, message)
  }
}

/** The calls of the Segment tracking API, without the functions that may come last. */
export function callsBy(tell: Tell): Readonly<Record<string, (...given: unknown[]) => void>> {
  return {
    track: (event, properties, options) => tell('track', { event, properties }, options),
    page: (...given) => {
      const words = given.filter((each) => typeof each === 'string')
      const [properties, options] = given.filter(isNamed)
      const [name, category] = words.reverse()
      tell('page', { name, category, properties }, options)
    },
    identify: (...given) => {
      const [userId, traits, options] = isNamed(given[0]) ? [undefined, ...given] : given
      if (typeof userId === 'string' || typeof userId === 'number') remember('user', `${userId}`)
      tell('identify', { traits }, options)
    },
    group: (groupId, traits, options) => tell('group', { groupId, traits }, options),
    alias: (userId, previousId, options) => {
      const before = typeof previousId === 'string' ? previousId : recall('id')
      tell('alias', { userId, previousId: before }, options)
    },
  }
}

export function forgetHer(): void {
  for (const name of ['id', 'user', 'session']) remember(name, null)
}

export function isNamed(x: unknown): x is Named {
  return typeof x === 'object' && x !== null && !Array.isArray(x)
}
