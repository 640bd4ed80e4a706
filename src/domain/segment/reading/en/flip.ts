import type { FlipWords } from '../flip.ts'
import { eventWords } from './events.ts'
import { count } from './tests.ts'

/** What would have to be otherwise, in English. */
export const flipEnglish: FlipWords = {
  forms: new Map([
    ['is', 'were'],
    ['was', 'were'],
    ['does', 'did'],
    ['contains', 'contained'],
    ['starts', 'started'],
    ['ends', 'ended'],
    ['matches', 'matched'],
    ['comes', 'came'],
    ['includes', 'included'],
    ['falls', 'fell'],
    ['has', 'had'],
    ['consented', 'they consented'],
    ['refused', 'they refused'],
  ]),
  and: 'and',
  ifSo: (what) => `if ${what}`,
  valueOf: (name, value) => `${name} were, for example, ${value}`,
  blank: (name) => `${name} were blank`,
  more(event, times) {
    const { one, many } = eventWords(event)
    return times === 1 ? `with one more ${one}` : `with ${times} more ${many}`
  },
  fewer: (event, when) => `without the ${eventWords(event).one} of ${when}`,
  where: (tests) => ` where ${tests}`,
  at: (when) => ` on ${when}`,
  atThatTime: ' at that time',
  until: (when) => `, until ${when}`,
  list: (named, on) => `if ${on ? 'put on' : 'taken off'} ${listName(named)}`,
  time: (n, unit, when) => `when ${count(n, unit)} ${n === 1 ? 'has' : 'have'} passed (on ${when})`,
  none: (most) => `Nothing that takes ${most} changes or fewer would change this.`,
  notFound: (most) =>
    `Nothing was found that takes ${most} changes or fewer; not everything could be tried.`,
  lead: (changes) => `This would change ${changes}.`,
  will: (changes) => `This will change ${changes}.`,
  notProven: 'Perhaps fewer changes would do: not everything could be tried.',
  notSearched: (most, what) =>
    `Nothing was found that takes ${most} changes or fewer. Not searched: ${what}.`,
  notLeast: (what) => `Perhaps fewer changes would do. Not searched: ${what}.`,
  unsearched: {
    rank: 'what would give another place among the other customers',
    calculated: 'what would change a field that is worked out by a formula or from leanings',
  },
}

function listName(named: Parameters<FlipWords['list']>[0]): string {
  return 'name' in named ? `the list ${named.name}` : `list number ${named.id}`
}
