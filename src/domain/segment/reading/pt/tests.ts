import type { DateText, Period, Scalar, Test, Unit } from '../../condition.ts'
import type {
  AnniversaryTest,
  DateTest,
  ListTest,
  OrderTest,
  PlaceTest,
  TextTest,
} from '../../testKinds.ts'
import { isTestOf } from '../../testKinds.ts'
import type { Say } from '../language.ts'
import { quoted } from '../quoted.ts'
import { dateOf, joined, showCount, showPlace } from '../values.ts'

/** What stands after the name of a field, property or measure: `é no mínimo 18`. */
export function predicate(test: Test, say: Say, missing: string | undefined): string {
  const { not } = say
  if (isTestOf(test, 'presence')) return not ? (missing ?? 'não tem valor') : 'tem valor'
  const [words, ...notes] = isTestOf(test, 'date') ? dateTest(test, say) : valueTest(test, say)
  // That it includes none is denied by what it includes.
  const denied = not && test.op !== 'includesNone'
  return noted(
    denied ? `não ${words}` : words,
    ...notes,
    ...(not && missing !== undefined ? [`ou ${missing}`] : []),
  )
}

/** In parentheses, what people would otherwise take wrongly. */
function noted(words: string, ...notes: readonly string[]): string {
  return notes.length === 0 ? words : `${words} (${notes.join('; ')})`
}

/** The words, which take a `não` before them, then notes on them. */
type Words = readonly [string, ...string[]]

function valueTest(test: Exclude<Test, DateTest | { op: 'exists' }>, say: Say): Words {
  const { not, value } = say
  if (isTestOf(test, 'anniversary')) return anniversary(test)
  if (isTestOf(test, 'place')) return near(test)
  if (isTestOf(test, 'text')) return textTest(test)
  if (isTestOf(test, 'order')) return orderTest(test, say)
  if (isTestOf(test, 'list')) return listTest(test, say)
  if (test.op === 'is') return [`é ${value(test.value)}`]
  const listed = joined(test.values.map(value), not ? 'nem' : 'ou')
  if (test.values.length > 1) return [`é ${listed}`]
  return [`é ${not ? 'nenhum' : 'algum'} de: ${listed}`]
}

/** `1, 2 ou 3` */
function oneOf(values: readonly Scalar[], show: (value: Scalar) => string): string {
  return joined(values.map(show), 'ou')
}

function textTest(test: TextTest): Words {
  switch (test.op) {
    case 'exactly':
      return [`é exatamente ${quoted(test.value)}`, 'com as mesmas maiúsculas e acentos']
    case 'contains':
      return [`contém ${quoted(test.value)}`]
    case 'startsWith':
      return [`começa com ${quoted(test.value)}`]
    case 'endsWith':
      return [`termina com ${quoted(test.value)}`]
    case 'matches':
      return [`segue o padrão ${quoted(test.pattern)}`]
  }
}

function orderTest(test: OrderTest, { value }: Say): Words {
  const bound = test.op === 'between' ? test.from : test.value
  if (typeof bound === 'string') return alphabetical(test)
  if (test.op === 'between') {
    return [`está entre ${value(test.from)} e ${value(test.to)}`, 'ambos incluídos']
  }
  return [`é ${sizes[test.op]} ${value(test.value)}`]
}

const sizes = {
  less: 'menor que',
  atMost: 'no máximo',
  greater: 'maior que',
  atLeast: 'no mínimo',
} as const

function alphabetical(test: OrderTest): Words {
  const order = 'em ordem alfabética'
  if (test.op === 'between') {
    const range = `de ${quoted(String(test.from))} a ${quoted(String(test.to))}`
    return [`vai ${range} ${order}`, 'ambos incluídos']
  }
  const bound = quoted(String(test.value))
  switch (test.op) {
    case 'less':
      return [`vem antes de ${bound} ${order}`]
    case 'greater':
      return [`vem depois de ${bound} ${order}`]
    case 'atMost':
      return [`vem até ${bound} ${order}`, 'inclusive']
    case 'atLeast':
      return [`vem a partir de ${bound} ${order}`, 'inclusive']
  }
}

function listTest({ op, values }: ListTest, { not, value }: Say): Words {
  switch (op) {
    case 'includesAny':
      return [`inclui ${not ? 'nenhum destes' : 'algum destes'}: ${oneOf(values, value)}`]
    case 'includesAll':
      return [`inclui todos estes: ${joined(values.map(value), 'e')}`]
    case 'includesNone':
      return not
        ? [`inclui algum destes: ${oneOf(values, value)}`]
        : [`tem valor e não inclui nenhum destes: ${oneOf(values, value)}`]
  }
}

function dateTest(test: DateTest, { ofDays }: Say): Words {
  switch (test.op) {
    case 'before':
      return [`é antes ${ofDay(test.date)}`]
    case 'after':
      return [`é depois ${ofDay(test.date)}`]
    case 'on':
      return [`cai ${onDay(test.date)}`]
    case 'dates':
      return [`fica entre ${day(test.from)} e ${day(test.to)}`, 'ambos os dias incluídos']
    case 'inLast':
      return [`está ${inSpan('último', test.n, test.unit)}`, ...(ofDays ? ['até hoje'] : [])]
    case 'inNext':
      return [
        `está ${inSpan('próximo', test.n, test.unit)}`,
        ...(ofDays ? ['a partir de hoje'] : []),
      ]
    case 'moreThanAgo':
      return [`foi há ${count(test.n, test.unit)} ou mais`]
    case 'period':
      return [`é ${period(test)}`]
  }
}

function anniversary({ in: asked }: AnniversaryTest): Words {
  return asked.type === 'next'
    ? [`faz aniversário ${inSpan('próximo', asked.n, asked.unit)}`, 'a partir de hoje']
    : [`faz aniversário ${period(asked)}`]
}

function near({ km, ...place }: PlaceTest): Words {
  return [`fica a até ${showCount(km, 'pt-BR')} km de ${showPlace(place)}`]
}

/** `hoje`, `neste mês`, `no próximo trimestre`. */
export function period({ which, unit }: Pick<Period, 'which' | 'unit'>): string {
  if (unit === 'day') return days[which]
  const [name, feminine] = periods[unit]
  if (which === 'this') return `${feminine ? 'nesta' : 'neste'} ${name}`
  const article = feminine ? 'a' : 'o'
  return which === 'last'
    ? `n${article} ${name} passad${article}`
    : `n${article} próxim${article} ${name}`
}

const days = { this: 'hoje', last: 'ontem', next: 'amanhã' } as const

const periods = {
  week: ['semana', true],
  month: ['mês', false],
  quarter: ['trimestre', false],
  year: ['ano', false],
} as const satisfies Record<Exclude<Period['unit'], 'day'>, readonly [string, boolean]>

/** `21 de novembro de 2026`, `hoje`, `o dia de 30 dias atrás`. */
export function day(date: DateText): string {
  const shown = dateOf(date, 'pt-BR')
  if (typeof shown === 'string') return shown
  if (shown === 0) return 'hoje'
  return shown === 1 ? 'ontem' : `o dia de ${showCount(shown, 'pt-BR')} dias atrás`
}

/** `em 21 de novembro de 2026`, `hoje`, `no dia de 30 dias atrás`. */
function onDay(date: DateText): string {
  const shown = day(date)
  if (shown.startsWith('o ')) return `n${shown}`
  return /^\d/.test(shown) ? `em ${shown}` : shown
}

/** `de 21 de novembro de 2026`, `do dia de 30 dias atrás`. */
export function ofDay(date: DateText): string {
  const shown = day(date)
  return shown.startsWith('o ') ? `d${shown}` : `de ${shown}`
}

/** `nos últimos 30 dias`, `na última hora`. */
export function inSpan(which: 'último' | 'próximo', n: number, unit: Unit): string {
  const [one, many, article] = units[unit]
  const word = article === 'a' ? `${which.slice(0, -1)}a` : which
  if (n === 1) return `n${article} ${word} ${one}`
  return `n${article}s ${word}s ${showCount(n, 'pt-BR')} ${many}`
}

/** `1 dia`, `30 dias`. */
export function count(n: number, unit: Unit): string {
  const [one, many] = units[unit]
  return `${showCount(n, 'pt-BR')} ${n === 1 ? one : many}`
}

/** In the singular and the plural, with their article. */
export const units = {
  minutes: ['minuto', 'minutos', 'o'],
  hours: ['hora', 'horas', 'a'],
  days: ['dia', 'dias', 'o'],
  weeks: ['semana', 'semanas', 'a'],
  months: ['mês', 'meses', 'o'],
  years: ['ano', 'anos', 'o'],
} as const satisfies Record<Unit, readonly [string, string, 'o' | 'a']>
