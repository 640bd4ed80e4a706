import { showCount } from '../values.ts'
import type { SeenWords } from '../seen.ts'
import { channelName } from './consent.ts'
import { eventWords } from './events.ts'

/** What was seen of a customer, in Portuguese. */
export const seenPortuguese: SeenWords = {
  and: 'e',
  blank: 'em branco',
  noValue: 'sem valor',
  isBlank: (name) => `${name} está em branco`,
  times: (n) => (n === 0 ? 'nenhuma vez' : n === 1 ? 'uma vez' : `${number(n)} vezes`),
  events(names, n) {
    const [only] = names
    const words = names.length === 1 && only !== undefined ? eventWords(only) : anyEvent
    if (n === 0) return `${words.feminine ? 'nenhuma' : 'nenhum'} ${words.one}`
    return `${number(n)} ${n === 1 ? words.one : words.many}`
  },
  across: (value, events) => `${value} em ${events}`,
  days: (n) => (n === 1 ? '1 dia completo' : `${number(n)} dias completos`),
  ago: (days, n) => (n === 0 ? 'há menos de um dia completo' : `há ${days}`),
  spread(of, n) {
    const { one, many, none } = periods[of]
    if (n === 0) return `em ${none} ${one}`
    return `em ${n === 1 ? `1 ${one}` : `${number(n)} ${many}`}`
  },
  different: (n) => (n === 1 ? '1 valor' : `${number(n)} valores diferentes`),
  change(amount, sign) {
    if (sign === 0) return 'o mesmo que antes'
    return `${amount} a ${sign > 0 ? 'mais' : 'menos'} que antes`
  },
  nothingBefore: 'sem percentual, pois antes não havia nada',
  on: (days, all) => `${all ? '' : 'por último '}em ${days}`,
  firstOn: (day) => `a primeira vez em ${day}`,
  otherMoney: (n) =>
    n === 1
      ? '1 em outra moeda, cujo valor fica fora da conta'
      : `${number(n)} em outras moedas, cujos valores ficam fora da conta`,
  next: (instant) => `próxima mudança em ${instant}, se nada mais chegar`,
  pinned: {
    in: 'fixado dentro, seja qual for a condição',
    out: 'fixado fora, seja qual for a condição',
  },
  inSegment: (since) => `está nele desde ${since}`,
  list: { on: 'está nela', off: 'não está nela' },
  onList: (since) => `está nela desde ${since}`,
  consent: (state, channel, day) =>
    `${state === 'granted' ? 'consentiu' : 'recusou'} por ${channelName(channel)} em ${day}`,
  unasked: 'não tem resposta',
  sample: { in: 'entrou no sorteio', out: 'não entrou no sorteio' },
  place: (place, among, side) =>
    `lugar ${number(place)} entre ${number(among)}${side === 'bottom' ? ', a contar do fim' : ''}`,
  unplaced: 'não está entre aqueles que são ordenados',
  taken: (n, last) => (n === 1 ? `entra só 1, com ${last}` : `entram ${number(n)}, até ${last}`),
  nobody: 'ninguém tem valor',
  step: (event, instant) => `${eventWords(event).did} em ${instant}`,
  andThen: ', depois ',
  notBegun: 'nem a primeira etapa aconteceu',
  missing: (steps) => `falta depois disso: ${steps.join('; depois ')}`,
  came: (event, instant) => `mas depois ${eventWords(event).did} em ${instant}`,
  ofPlace: (value, by, key) => `${value} (segundo a tabela de referência, ${places[by]} ${key})`,
  says: {
    event: (name, value) => `${name} ${value} (diz o evento)`,
    record: (name, value) => `${name} ${value} (diz o produto hoje)`,
  },
  mayCome: (instant) => `o prazo para isso só termina em ${instant}`,
}

function number(n: number): string {
  return showCount(n, 'pt-BR')
}

const places = {
  postal_code: 'CEP ou código postal',
  city: 'cidade',
  state: 'estado',
  country: 'país',
} as const

const anyEvent = { one: 'evento', many: 'eventos', feminine: false }

const periods = {
  activeDays: { one: 'dia', many: 'dias diferentes', none: 'nenhum' },
  activeWeeks: { one: 'semana', many: 'semanas diferentes', none: 'nenhuma' },
  activeMonths: { one: 'mês', many: 'meses diferentes', none: 'nenhum' },
} as const
