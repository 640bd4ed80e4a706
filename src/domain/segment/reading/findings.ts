import type { Locale } from '../../customer/formats/locale.ts'
import type { Condition } from '../condition.ts'
import type { Finding } from '../reason/findings.ts'

/** Says what was found by reasoning about a part of a condition, and of what it follows: a whole sentence. */
export function findingReader(
  locale: Locale,
  read: (condition: Condition) => string,
): (finding: Finding) => string {
  const words = wordsIn[locale]
  return ({ path, part, verdict, because, beside }) => {
    if (because === undefined || beside === undefined) {
      const whole = path.length === 0
      if (verdict === 'never') return whole ? words.nobody : words.never(read(part))
      return whole ? words.everybody : words.always(read(part))
    }
    return words[beside][verdict](read(part), read(because))
  }
}

type Beside = (part: string, because: string) => string

type Words = {
  readonly nobody: string
  readonly everybody: string
  readonly never: (part: string) => string
  readonly always: (part: string) => string
  /** Of a part that stands in an `all` or `any` beside the other. */
  readonly all: Readonly<Record<Finding['verdict'], Beside>>
  readonly any: Readonly<Record<Finding['verdict'], Beside>>
}

const wordsIn: Readonly<Record<Locale, Words>> = {
  en: {
    nobody: 'Nobody can ever meet this condition as a whole.',
    everybody: 'Everybody always meets this condition as a whole.',
    never: (part) => `Nobody can ever meet this: (${part}).`,
    always: (part) => `Everybody always meets this: (${part}).`,
    all: {
      never: (part, because) => `Nobody who meets (${because}) can meet (${part}) too.`,
      always: (part, because) =>
        `Whoever meets (${because}) meets (${part}) anyway: it takes nobody out.`,
    },
    any: {
      never: (part, because) =>
        `Whoever meets (${part}) is in already by (${because}): it adds nobody.`,
      always: (part, because) =>
        `Whoever does not meet (${because}) meets (${part}): everybody meets one of the two.`,
    },
  },
  'pt-BR': {
    nobody: 'Ninguém pode atender a esta condição como um todo.',
    everybody: 'Todos sempre atendem a esta condição como um todo.',
    never: (part) => `Ninguém pode atender a isto: (${part}).`,
    always: (part) => `Todos sempre atendem a isto: (${part}).`,
    all: {
      never: (part, because) => `Quem atende a (${because}) não pode atender também a (${part}).`,
      always: (part, because) =>
        `Quem atende a (${because}) já atende a (${part}): isto não tira ninguém.`,
    },
    any: {
      never: (part, because) =>
        `Quem atende a (${part}) já está por (${because}): isto não acrescenta ninguém.`,
      always: (part, because) =>
        `Quem não atende a (${because}) atende a (${part}): todos atendem a uma das duas.`,
    },
  },
}
