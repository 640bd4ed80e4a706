import type { FlipWords } from '../flip.ts'
import { eventWords } from './events.ts'

/** What would have to be otherwise, in Portuguese. */
export const flipPortuguese: FlipWords = {
  forms: new Map([
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
  ]),
  and: ' e ',
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
  where: (tests) => ` em que ${tests}`,
  at: (when) => ` em ${when}`,
  atThatTime: ' nesse momento',
  until: (when) => `, até ${when}`,
  list: (named, on) => `se ${on ? 'entrasse na' : 'saísse da'} ${listName(named)}`,
  time(n, unit, when) {
    const [one, many] = unitNames[unit]
    return `quando ${n === 1 ? `passar 1 ${one}` : `passarem ${n} ${many}`}: em ${when}`
  },
  none: (most) => `Nada que exija até ${most} mudanças mudaria isso.`,
  notFound: (most) => `Nada foi encontrado com até ${most} mudanças; nem tudo pôde ser tentado.`,
  lead: (changes) => `Isso mudaria ${changes}.`,
  notProven: 'Talvez bastem menos mudanças: nem tudo pôde ser tentado.',
}

const unitNames = {
  day: ['dia', 'dias'],
  hour: ['hora', 'horas'],
  minute: ['minuto', 'minutos'],
} as const

function listName(named: Parameters<FlipWords['list']>[0]): string {
  return 'name' in named ? `lista ${named.name}` : `lista de número ${named.id}`
}
