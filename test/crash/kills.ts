import type { FaultName } from '../../src/store/faults.ts'
import type { Random } from '../agree/random.ts'
import { targets, type Target } from './processes.ts'

/** What is to be killed, and when: the nth time that a named point is passed, or at some instant. */
export type Kill = {
  readonly target: Target
  readonly at: Point | 'random'
}

export type Point = { readonly name: FaultName; readonly nth: number }

/** How often each point is passed at least, in a command that passes it at all. */
const passes: Readonly<Record<FaultName, number>> = {
  spool: 3,
  validate: 2,
  events: 3,
  customers: 1,
  identities: 1,
  memberships: 1,
  changes: 1,
  refresh: 1,
  cluster: 5,
}

const points = Object.entries(passes) as [FaultName, number][]
export const pointNames = points.map(([name]) => name)
const timesEach = 3

/** So many kills of each target: at each point three times, the others at random; in a random order. */
export function drawKills(times: number, random: Random): Kill[] {
  const named = targets.flatMap((target) =>
    points.flatMap(([name, most]) =>
      Array.from({ length: timesEach }, (_, i): Kill => ({
        target,
        at: { name, nth: (i % most) + 1 },
      })),
    ),
  )
  const wanted = named.length / targets.length
  const chosen = times < wanted ? shuffled(named, random).slice(0, times * targets.length) : named
  const free = targets.flatMap((target) =>
    Array.from({ length: Math.max(0, times - wanted) }, (): Kill => ({ target, at: 'random' })),
  )
  return shuffled([...chosen, ...free], random)
}

/** What CLIENTELA_FAULT is to say for a kill; nothing for one that comes from outside at some instant. */
export function faultOf({ target, at }: Kill): string {
  if (at === 'random') return ''
  // The main process kills itself; for the others it waits there until it is killed, or gone on with.
  return `${at.name}:${at.nth}${target === 'main' ? '' : ':stop'}`
}

export function nameOf({ target, at }: Kill): string {
  return `${target} at ${at === 'random' ? 'some instant' : `${at.name}:${at.nth}`}`
}

function shuffled<T>(items: readonly T[], random: Random): T[] {
  const left = [...items]
  const mixed: T[] = []
  while (left.length > 0) mixed.push(...left.splice(random.below(left.length), 1))
  return mixed
}
