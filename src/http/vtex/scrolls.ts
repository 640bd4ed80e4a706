import { randomUUID } from 'node:crypto'
import { failure, Refusal } from '../../domain/failure.ts'

/** How long a scroll that nobody asks on is kept. */
const idleMs = 20 * 60_000

/** So many scrolls may be open: each is a position, not what was found. */
const most = 50

/**
 * The positions of scrolls by their tokens. A token stays the same over a whole scroll, as VTEX's does, so
 * that where it is must be known here; a restart forgets them.
 */
export class Scrolls<Position> {
  readonly #open = new Map<string, { position: Position; until: number }>()

  /** Keeps where a scroll is, under its token or a new one. */
  keep(position: Position, now: number, token: string = randomUUID()): string {
    for (const [old, { until }] of this.#open) if (until <= now) this.#open.delete(old)
    if (!this.#open.has(token) && this.#open.size >= most) throw tooMany()
    this.#open.set(token, { position, until: now + idleMs })
    return token
  }

  /** Where it is; refused where it is over, or was not asked on for too long. */
  at(token: string, now: number): Position {
    const found = this.#open.get(token)
    if (found === undefined || found.until <= now) throw unknown()
    return found.position
  }
}

function tooMany(): Refusal {
  return new Refusal(
    failure('invalid', `Maximum simultaneous scrolls rate exceeded (${most})`, {
      fix: 'Scroll those that are open to their end, or wait 20 minutes.',
    }),
  )
}

function unknown(): Refusal {
  return new Refusal(
    failure('invalid', 'This token is of no scroll, or of one that was left for 20 minutes', {
      where: '_token',
      fix: 'Begin again without a token.',
    }),
  )
}
