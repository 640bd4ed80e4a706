import type { Lapse, Sequence, Step, Window } from '../condition.ts'
import type { Cursor } from './cursor.ts'
import { events, whereOf, windowOf } from './parseDid.ts'
import { duration, howMany } from './parseTest.ts'
import { unitOf } from './words.ts'

/** Whether a first step comes next: an event's name, and what may follow one and no field's. */
export function sequenceComes(cursor: Cursor): boolean {
  if (cursor.comes('any', 'of')) return true
  const { kind } = cursor.peek()
  if (kind !== 'string' && !(kind === 'word' && cursor.isSubject())) return false
  const next = cursor.word(1)
  // A field may be within so many kilometres.
  return next === 'then' || next === 'where' || (next === 'within' && isUnit(cursor.word(3)))
}

function isUnit(word: string): boolean {
  return unitOf(word) !== undefined
}

/**
 * `"A" then "B" within 7 days with same product_id then never "C" with same product_id as step 1 in last 90 days`. The
 * window is of all steps: it comes in the last one, and is written at its end.
 */
export function parseSequence(cursor: Cursor): Sequence {
  const first = stepOf(cursor)
  if (!cursor.comes('then')) throw cursor.expected(['then'], 'Of one thing ask by did "…".')
  const parsed = [first]
  while (cursor.comes('then')) {
    if (parsed.at(-1)?.window !== undefined) {
      throw cursor.expected(['the end'], 'A window is of all steps: write it after the last one.')
    }
    cursor.must('then')
    parsed.push(stepOf(cursor))
  }
  const window = parsed.at(-1)?.window
  const steps = parsed.map(({ step }) => step)
  return { type: 'sequence', steps, ...(window && { window }) }
}

type Parsed = { readonly step: Step; readonly window?: Window }

/** What follows the event of a step. */
type Said = { within?: Lapse; same?: string; as?: number; where?: NonNullable<Step['where']> }

function stepOf(cursor: Cursor): Parsed {
  const { offset } = cursor.peek()
  const never = cursor.takes('never') ? ({ never: true } as const) : {}
  const event = events(cursor)
  const said: Said = {}
  let window: Window | undefined
  for (let again = true; again;) {
    again = true
    if (said.within === undefined && cursor.takes('within')) {
      said.within = duration(cursor)
    } else if (said.same === undefined && cursor.takes('with')) {
      cursor.must('same')
      said.same = cursor.name("a property's name")
      if (cursor.takes('as')) {
        cursor.must('step')
        said.as = howMany(cursor)
      }
    } else if (said.where === undefined && cursor.comes('where')) {
      Object.assign(said, whereOf(cursor))
    } else if (window === undefined) {
      window = windowOf(cursor).window
      again = window !== undefined
    } else again = false
  }
  const step: Step = { event, ...said, ...never }
  cursor.begins.set(step, offset)
  return { step, ...(window && { window }) }
}
