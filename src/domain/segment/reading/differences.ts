import type { Locale } from '../../customer/formats/locale.ts'
import type { Difference, Joint } from '../compare.ts'
import type { Condition } from '../condition.ts'

/** One difference of two conditions as a sentence, in the language in which conditions are said. */
export function sayDifference(
  difference: Difference,
  locale: Locale,
  read: (condition: Condition) => string,
): string {
  const within = 'within' in difference ? difference.within : undefined
  // What must not be is made wider by an alternative more: there it is only said that it came.
  const words = wordsIn[locale][within?.type === 'not' ? 'denied' : 'asked']
  const said = sentenceOf(difference, words, read)
  return within === undefined ? said : words.within(read(within), uncapitalised(said))
}

function sentenceOf(
  difference: Difference,
  words: Words,
  read: (condition: Condition) => string,
): string {
  switch (difference.what) {
    case 'added':
    case 'removed':
      return `${words[difference.what][difference.of]}: ${read(difference.part)}`
    case 'changed':
      return words.changed(read(difference.before), read(difference.after))
    case 'joined':
      return words.joined[difference.of]
    case 'reordered':
      return words.reordered
  }
}

function uncapitalised(text: string): string {
  return text.slice(0, 1).toLowerCase() + text.slice(1)
}

type Words = {
  readonly added: Readonly<Record<Joint, string>>
  readonly removed: Readonly<Record<Joint, string>>
  readonly changed: (before: string, after: string) => string
  readonly joined: Readonly<Record<Joint, string>>
  readonly reordered: string
  readonly within: (group: string, said: string) => string
}

const english = {
  changed: (before: string, after: string) => `Before: ${before}. Now: ${after}`,
  reordered: 'The same in another order',
  within: (group: string, said: string) => `Within (${group}): ${said}`,
}

const portuguese = {
  changed: (before: string, after: string) => `Antes: ${before}. Agora: ${after}`,
  reordered: 'O mesmo em outra ordem',
  within: (group: string, said: string) => `Em (${group}): ${said}`,
}

const wordsIn: Readonly<Record<Locale, Readonly<Record<'asked' | 'denied', Words>>>> = {
  en: {
    asked: {
      ...english,
      added: { all: 'Now also required', any: 'Now enough too' },
      removed: { all: 'No longer required', any: 'No longer enough' },
      joined: {
        all: 'One of these was enough, now all of them are required',
        any: 'All of these were required, now one of them is enough',
      },
    },
    denied: {
      ...english,
      added: { all: 'Added', any: 'Added' },
      removed: { all: 'Taken out', any: 'Taken out' },
      joined: { all: 'Joined by “and” instead of “or”', any: 'Joined by “or” instead of “and”' },
    },
  },
  'pt-BR': {
    asked: {
      ...portuguese,
      added: { all: 'Passa a ser exigido também', any: 'Passa a bastar também' },
      removed: { all: 'Deixa de ser exigido', any: 'Deixa de bastar' },
      joined: {
        all: 'Antes bastava um destes; agora são exigidos todos',
        any: 'Antes eram exigidos todos estes; agora basta um',
      },
    },
    denied: {
      ...portuguese,
      added: { all: 'Acrescentado', any: 'Acrescentado' },
      removed: { all: 'Retirado', any: 'Retirado' },
      joined: { all: 'Ligados por “e” em vez de “ou”', any: 'Ligados por “ou” em vez de “e”' },
    },
  },
}
