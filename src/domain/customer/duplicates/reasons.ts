import type { Clue, ClueKind, Person } from './clue.ts'
import { normal, sourceText } from './clueText.ts'
import { level } from './compare.ts'
import { edits } from './likeness.ts'
import { soundOf } from './phonetics.ts'

/** Why two may be one customer, or may not, in words. */
export type Reason = {
  /** The clue's name. */
  readonly clue: string
  readonly agrees: 'same' | 'close' | 'alike' | 'swapped' | 'different'
  readonly en: string
  readonly pt: string
}

const names = ['same', 'close', 'alike', 'swapped', 'different'] as const

/** In the order of what speaks most for it; what one of them lacks says nothing. */
export function reasonsOf(
  clues: readonly Clue[],
  levels: readonly number[],
  [one, other]: readonly [Person, Person],
): readonly Reason[] {
  const found = clues.flatMap((clue, at): Reason[] => {
    const agrees = names[levels[at] ?? level.missing]
    if (agrees === undefined) return []
    const two = [written(clue, one), written(clue, other)] as const
    return [{ clue: clue.name, agrees, ...wordsOf(clue, agrees, two) }]
  })
  return found.toSorted((a, b) => names.indexOf(a.agrees) - names.indexOf(b.agrees))
}

/** As the customer has it, not as it is compared. */
function written({ kind, from }: Clue, person: Person): string {
  return (
    from.map((source) => sourceText(source, person)).find((text) => normal(kind, text) !== '') ?? ''
  )
}

type Words = Pick<Reason, 'en' | 'pt'>

function wordsOf(
  { kind, label, name }: Clue,
  agrees: Reason['agrees'],
  [one, other]: readonly [string, string],
): Words {
  const en = english(label)
  const pt = portuguese[name] ?? english(label)
  const both = one === '' || other === '' ? '' : ` (${short(one)}/${short(other)})`
  switch (agrees) {
    case 'same':
      return { en: `same ${en}`, pt: `${pt}: igual` }
    case 'close': {
      const how = closeness(kind, normal(kind, one), normal(kind, other))
      return { en: `${en} ${how.en}${both}`, pt: `${pt}: ${how.pt}${both}` }
    }
    case 'alike':
      return { en: `${en} is similar${both}`, pt: `${pt}: parecido${both}` }
    case 'swapped':
      return {
        en: `${en} is where the other has another field${both}`,
        pt: `${pt}: trocado com outro campo${both}`,
      }
    case 'different':
      return { en: `${en} differs${both}`, pt: `${pt}: diferente${both}` }
  }
}

function closeness(kind: ClueKind, one: string, other: string): Words {
  switch (kind) {
    case 'given':
    case 'family':
      return soundOf(one) === soundOf(other)
        ? { en: 'sounds alike', pt: 'soa igual' }
        : { en: 'differs in a letter or two', pt: 'difere em uma ou duas letras' }
    case 'date':
      return edits(one, other, 1) === 1
        ? { en: 'differs in one digit', pt: 'difere em um dígito' }
        : { en: 'has day and month swapped', pt: 'dia e mês trocados' }
    case 'phone':
    case 'code':
      return { en: 'differs in one digit', pt: 'difere em um dígito' }
    case 'email':
      return one.slice(0, one.lastIndexOf('@')) === other.slice(0, other.lastIndexOf('@'))
        ? { en: 'has the same name before the @', pt: 'mesmo nome antes do @' }
        : { en: 'differs by a typing mistake', pt: 'difere por um erro de digitação' }
    case 'text':
      return soundOf(one) === soundOf(other)
        ? { en: 'sounds alike', pt: 'soa igual' }
        : { en: 'differs in a letter or two', pt: 'difere em uma ou duas letras' }
  }
}

/** Labels of fields are as the shop writes them; those of built-in ones are English. */
const portuguese: Readonly<Record<string, string>> = {
  given_name: 'nome',
  family_name: 'sobrenome',
  surname: 'sobrenome',
  email: 'e-mail',
  phone: 'telefone',
  birth_date: 'data de nascimento',
  date_of_birth: 'data de nascimento',
  gender: 'gênero',
  city: 'cidade',
  state: 'estado',
  country: 'país',
  language: 'idioma',
  document: 'documento',
}

function english(label: string): string {
  const words = label.replaceAll('_', ' ').trim()
  // An abbreviation stays one: CPF, not cPF.
  return /^\p{Lu}\p{Ll}/u.test(words) ? words.charAt(0).toLowerCase() + words.slice(1) : words
}

/** Somebody's address line may be a page; the beginning is enough to see why. */
function short(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim()
  return line.length > 40 ? `${line.slice(0, 39)}…` : line
}
