import type { FlipWords } from '../flip.ts'
import { hypothetical } from '../hypothetical.ts'
import { eventWords } from './events.ts'

/** Its verbs, of what is not so. */
const forms = new Map([
  ['é', 'fosse'],
  ['está', 'estivesse'],
  ['foi', 'tivesse sido'],
  ['fica', 'ficasse'],
  ['vem', 'viesse'],
  ['vai', 'fosse'],
  ['tem', 'tivesse'],
  ['contém', 'contivesse'],
  ['começa', 'começasse'],
  ['termina', 'terminasse'],
  ['segue', 'seguisse'],
  ['inclui', 'incluísse'],
  ['cai', 'caísse'],
  ['faz', 'fizesse'],
  ['consentiu', 'consentisse'],
  ['recusou', 'recusasse'],
])

/** What would have to be otherwise, in Portuguese. */
export const flipPortuguese: FlipWords = {
  forms,
  and: 'e',
  ifSo: (what) => `se ${what}`,
  valueOf: (name, value) => `${name} fosse, por exemplo, ${value}`,
  blank: (name) => `${name} estivesse em branco`,
  more(event, times) {
    const { one, many, feminine } = eventWords(event)
    return times === 1 ? `com mais ${feminine ? 'uma' : 'um'} ${one}` : `com mais ${times} ${many}`
  },
  fewer(event, when) {
    const { one, feminine } = eventWords(event)
    return `sem ${feminine ? 'a' : 'o'} ${one} de ${when}`
  },
  where: (tests) => ` em que ${hypothetical(tests, forms)}`,
  at: (when) => ` em ${when}`,
  atThatTime: ' nesse momento',
  until: (when) => `, até ${when}`,
  list: (named, on) => `se ${on ? 'entrasse na' : 'saísse da'} ${listName(named)}`,
  time(n, unit, when) {
    const [one, many, article] = unitNames[unit]
    return n === 1
      ? `passad${article} 1 ${one} (em ${when})`
      : `passad${article}s ${n} ${many} (em ${when})`
  },
  none: (most) => `Nada que exija até ${most} mudanças mudaria isso.`,
  notFound: (most) => `Nada foi encontrado com até ${most} mudanças; nem tudo pôde ser tentado.`,
  lead: (changes) => `Isso mudaria ${changes}.`,
  will: (changes) => `Isso mudará ${changes}.`,
  notProven: 'Talvez bastem menos mudanças: nem tudo pôde ser tentado.',
  notSearched: (most, what) =>
    `Nada foi encontrado com até ${most} mudanças. Não foi procurado: ${what}.`,
  notLeast: (what) => `Talvez bastem menos mudanças. Não foi procurado: ${what}.`,
  unsearched: {
    rank: 'o que daria outro lugar entre os demais clientes',
    calculated: 'o que mudaria um campo calculado por fórmula ou por afinidade',
  },
}

const unitNames = {
  day: ['dia', 'dias', 'o'],
  hour: ['hora', 'horas', 'a'],
  minute: ['minuto', 'minutos', 'o'],
} as const

function listName(named: Parameters<FlipWords['list']>[0]): string {
  return 'name' in named ? `lista ${named.name}` : `lista de número ${named.id}`
}
