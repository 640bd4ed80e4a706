import type { Step } from '../../condition.ts'
import type { Place } from '../language.ts'
import { eventWords } from './events.ts'
import { propertyName } from './properties.ts'
import { count } from './tests.ts'
import { units } from '../../text/words.ts'

/** `went through these steps in the past 90 days: (viewed a product; then placed an order)` */
export function sequence(steps: readonly string[], when: string, not: boolean): string {
  const went = not ? 'did not go' : 'went'
  return `${went} through these steps${when}: (${steps.join('; then ')})`
}

/** `at most 7 days later placed an order with the same product code` */
export function step(said: Step, place: Place, where: string): string {
  const { within, same, as } = said
  const which = as === undefined ? '' : ` as the ${ordinals[as - 1] ?? `${as}th`} step`
  const shared = same === undefined ? '' : ` with the same ${propertyName(same)}${which}`
  if (said.never === true) return `${untilWhen(said, place)} ${never(said)}${shared}${where}`
  const later = within === undefined ? '' : `at most ${lapse(within)} later `
  return `${later}${did(said)}${shared}${where}`
}

const ordinals = 'first second third fourth fifth sixth seventh eighth ninth tenth'.split(' ')

/** Within which what must never come did not come. */
function untilWhen({ within }: Step, place: Place): string {
  if (within === undefined) return place === 'last' ? 'up to now' : 'until the next step'
  const after = `in the ${lapse(within)} after that`
  return place === 'last' ? `${after}, which are over,` : `${after}, until the next step,`
}

function lapse({ n, unit }: NonNullable<Step['within']>): string {
  return count(n, units[unit])
}

function did({ event }: Step): string {
  return typeof event === 'string' ? eventWords(event).did : `did any of ${these(event)}`
}

function never({ event }: Step): string {
  return typeof event === 'string' ? eventWords(event).never : `never did any of ${these(event)}`
}

function these(events: readonly string[]): string {
  return `these: (${events.map((each) => eventWords(each).did).join('; ')})`
}
