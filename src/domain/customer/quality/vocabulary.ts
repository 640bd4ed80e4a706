import { fold } from '../../fold.ts'
import { isCountry, normaliseCountry, normaliseState } from '../formats/places.ts'

/** Words of which several say the same: `SP` and `São Paulo`, `F` and `feminino`. */
export type Vocabulary = {
  /** What a text means, in one form for all its words; undefined where it is none of them. */
  readonly read: (text: string) => string | undefined
  /** What it means is the code by which it is best written; else as most are written. */
  readonly codes: boolean
}

/** All that are known; a field speaks the first that nearly all its values are of. */
export const vocabularies: readonly Vocabulary[] = [
  { read: stateOf, codes: true },
  { read: countryOf, codes: true },
  {
    read: wordsOf('f feminino feminina female mulher woman|m masculino masculina male homem man'),
    codes: false,
  },
  { read: wordsOf('sim s yes y true verdadeiro 1|nao n no false falso 0'), codes: false },
]

/** Of Brazil, as two letters. */
function stateOf(text: string): string | undefined {
  const code = normaliseState(text, 'BR')
  const isUnit = /^[A-Z]{2}$/.test(code) && normaliseState(code.toLowerCase(), 'BR') === code
  return isUnit ? code : undefined
}

function countryOf(text: string): string | undefined {
  const code = normaliseCountry(text)
  return isCountry(code) ? code : undefined
}

function wordsOf(groups: string): (text: string) => string | undefined {
  const meanings = new Map(
    groups.split('|').flatMap((group) => {
      const words = group.split(' ')
      return words.map((word) => [word, words[0] ?? ''] as const)
    }),
  )
  return (text) => meanings.get(fold(text))
}
