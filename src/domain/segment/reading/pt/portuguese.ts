import type { Did, Test, Window } from '../../condition.ts'
import { isTestOf } from '../../testKinds.ts'
import { isCompared } from '../../windowBefore.ts'
import type { Common } from '../../windows.ts'
import { isNeverMissing, saysNone } from '../behaviour.ts'
import type {
  ActiveMeasure,
  ChangeMeasure,
  Language,
  Named,
  PropertyMeasure,
  Say,
  SinceMeasure,
  Tested,
} from '../language.ts'
import { quoted } from '../quoted.ts'
import { showCount } from '../values.ts'
import { consent } from './consent.ts'
import { eventWords } from './events.ts'
import { propertyWords } from './properties.ts'
import { rank } from './rank.ts'
import { sequence, step } from './sequence.ts'
import { day, inSpan, ofDay, period, predicate, units } from './tests.ts'

const blank = 'está em branco'

export const portuguese: Language = {
  locale: 'pt-BR',
  everyone: { alone: 'todos os clientes', part: 'é qualquer cliente' },
  noOne: { alone: 'nenhum cliente', part: 'não é cliente algum' },
  and: ', e ',
  or: ', ou ',
  none: (parts) => `nada disto é verdade: (${parts})`,
  notAll: (parts) => `nem tudo isto é verdade: (${parts})`,
  notSo,
  field: (name, test, say) => `${name} ${predicate(test, say, blank)}`,
  window: inWindow,
  since: (name, not) => `desde a data em ${name}${not ? ` (ou ${name} ${blank})` : ''}`,
  only: (where) => `(contando só quando ${where})`,
  times,
  counted: (did, when, say) =>
    `${quantity(did, when)} ${predicate({ op: 'exists' }, say, undefined)}`,
  active,
  daysSince,
  change,
  netTotal,
  measured,
  sequence,
  step,
  segment: (segment, not) => `${isOn(not)} no ${thing('segmento', segment)}`,
  list: (list, not) => `${isOn(not)} na ${thing('lista', list)}`,
  consent,
  quantity,
  rank,
  sample: (percent, seed, not) =>
    `${isOn(not)} numa amostra aleatória de ${percent} de todos os clientes (sorteio ${seed})`,
  property: (path, test, say) => `${propertyWords(path).the} ${predicate(test, say, blank)}`,
  related: (name, test, say) => `${name} do produto ${predicate(test, say, blank)}`,
  ofPlace: (name) => `${name} do lugar do cliente`,
  item: (path, of, not) =>
    `${path === undefined ? '' : `em ${quoted(path)} `}${not ? 'não há item' : 'há um item'} em que (${of})`,
  asWritten: (text) => `${text} (tal como escrito)`,
  unknownField: (name) => `o campo desconhecido ${name}`,
  fieldLabels: new Map([
    ['name', 'Nome'],
    ['email', 'E-mail'],
    ['phone', 'Telefone'],
    ['birth_date', 'Data de nascimento'],
    ['gender', 'Gênero'],
    ['city', 'Cidade'],
    ['state', 'Estado'],
    ['country', 'País'],
    ['language', 'Idioma'],
    ['product.name', 'Nome'],
    ['product.category', 'Categoria'],
    ['product.brand', 'Marca'],
    ['product.price', 'Preço'],
    ['product.cost', 'Custo'],
    ['product.stock', 'Estoque'],
    ['product.currency', 'Moeda'],
    ['product.tags', 'Etiquetas'],
    ['place.name', 'Nome'],
  ]),
  beginnings: new Set([
    'a',
    'o',
    'os',
    'nada',
    'nem',
    'não',
    'nunca',
    'fez',
    'em',
    'há',
    'todos',
    'nenhum',
  ]),
  predicates: new Set(
    'é está foi fica vem vai não tem contém começa termina segue inclui cai faz'.split(' '),
  ),
}

function notSo(part: string): string {
  return `não é verdade que (${part})`
}

function isOn(not: boolean): string {
  return not ? 'não está' : 'está'
}

function thing(kind: 'segmento' | 'lista', named: Named): string {
  return 'name' in named
    ? `${kind} ${quoted(named.name)}`
    : `${kind} de número ${named.id}, que não existe mais`
}

/** `comprou pelo menos 2 vezes`, `nunca comprou`, `não comprou`. */
function times(did: Did, when: string, say: Say): string {
  const { test } = did
  if (test === undefined) {
    return `${acted(did, say.not)}${say.not ? '' : ' pelo menos uma vez'}${when}`
  }
  if (test.op === 'is' && test.value === 0 && !say.not) return `nunca ${acted(did, false)}${when}`
  const often = howMany(test, (n) => (n === '1' ? 'uma vez' : `${n} vezes`))
  return `${acted(did, say.not)} ${often}${together(did)}${orNever(test, say)}${when}`
}

/** Of several events it is not each that is counted. */
function together({ event }: Did): string {
  return typeof event === 'string' ? '' : ' ao todo'
}

/** `pelo menos 2 …`; the last number carries the unit. */
function howMany(test: Test, unit: (n: string) => string): string {
  const n = (given: unknown) => showCount(Number(given), 'pt-BR')
  if (isTestOf(test, 'identity')) {
    if (test.op === 'is') return `exatamente ${unit(n(test.value))}`
    const [last, ...others] = test.values.map(n).toReversed()
    const all = unit(last ?? '')
    return others.length === 0
      ? `exatamente (alguma de) ${all}`
      : `exatamente ${others.toReversed().join(', ')} ou ${all}`
  }
  if (!isTestOf(test, 'order')) throw new Error(`unchecked condition: a count by ${test.op}`)
  if (test.op === 'between') return `entre ${n(test.from)} e ${unit(n(test.to))}`
  return `${sizesOfCounts[test.op]} ${unit(n(test.value))}`
}

const sizesOfCounts = {
  less: 'menos de',
  atMost: 'no máximo',
  greater: 'mais de',
  atLeast: 'pelo menos',
} as const

function orNever(test: Test, say: Say): string {
  return saysNone(test, say) ? ' (ou nunca)' : ''
}

/** `comprou em pelo menos 3 dias diferentes` */
function active(of: ActiveMeasure, did: Tested, when: string, say: Say): string {
  const [one, many] = periods[of]
  const spread = howMany(did.test, (n) => (n === '1' ? `1 ${one}` : `${n} ${many}`))
  return `${acted(did, say.not)} em ${spread}${orNever(did.test, say)}${when}`
}

const periods = {
  activeDays: ['dia', 'dias diferentes'],
  activeWeeks: ['semana', 'semanas diferentes'],
  activeMonths: ['mês', 'meses diferentes'],
} as const

/** `a última compra foi há pelo menos 30 dias completos` */
function daysSince(of: SinceMeasure, did: Tested, when: string, { not }: Say): string {
  const event = firstOrLast(did, of === 'daysSinceFirst' ? 'primeir' : 'últim') + when
  if (did.test.op === 'exists') return `${event} ${not ? 'não existe' : 'existe'}`
  const days = howMany(did.test, (n) => (n === '1' ? '1 dia completo' : `${n} dias completos`))
  return `${event} ${not ? `não foi há ${days} (ou não existe)` : `foi há ${days}`}`
}

/** `a soma do total das compras é no mínimo R$ 500,00` */
function measured(measure: PropertyMeasure, did: Tested, when: string, say: Say): string {
  const subject = `${measureOf(measure)} ${ofMany(did)}${when}`
  if (!isNeverMissing(measure)) return `${subject} ${predicate(did.test, say, 'não tem valor')}`
  return `${subject} ${neverMissing(did.test, say)}`
}

/** `a variação do número de compras nos últimos 30 dias, em relação aos 30 dias anteriores, é no mínimo 2` */
function change(measure: ChangeMeasure, did: Tested, when: string, say: Say): string {
  const subject = `${changeOf(measure, did, when)},`
  if (measure.of === 'percentChange') {
    return `${subject} ${predicate(did.test, say, 'não tem valor')}`
  }
  return `${subject} ${neverMissing(did.test, say)}`
}

function changeOf({ of, in: inner }: ChangeMeasure, did: Did, when: string): string {
  const what = inner.of === 'count' ? numberOf(did) : `${measureOf(inner)} ${ofMany(did)}`
  const change = of === 'change' ? 'variação' : 'variação percentual'
  return `a ${change} d${what}${when}, em relação ${toBefore(did.window)}`
}

/** `o total líquido das compras nos últimos 90 dias, menos o que delas foi reembolsado, é no mínimo R$ 500,00` */
function netTotal(did: Tested, when: string, say: Say): string {
  const subject = `o total líquido ${ofMany(did)}${when}, menos o que delas foi reembolsado,`
  return `${subject} ${neverMissing(did.test, say)}`
}

/** The test of what is 0 where nothing was done. */
function neverMissing(test: Test, say: Say): string {
  const none = saysNone(test, say) ? ' (0 para quem não fez nada disso)' : ''
  return `${predicate(test, say, undefined)}${none}`
}

function numberOf(did: Did): string {
  const of = typeof did.event === 'string' ? `de ${eventWords(did.event).many}` : ofMany(did)
  return `o número ${of}`
}

/** `o número de compras nos últimos 30 dias` */
function quantity(did: Did, when: string): string {
  const { measure = { of: 'count' } } = did
  if ('property' in measure) return `${measureOf(measure)} ${ofMany(did)}${when}`
  if ('in' in measure) return changeOf(measure, did, when)
  switch (measure.of) {
    case 'count':
      return numberOf(did) + when
    case 'daysSinceFirst':
      return `os dias completos desde ${firstOrLast(did, 'primeir')}${when}`
    case 'daysSinceLast':
      return `os dias completos desde ${firstOrLast(did, 'últim')}${when}`
    case 'activeDays':
    case 'activeWeeks':
    case 'activeMonths':
      return `o número de ${periods[measure.of][1]} com ${many(did)}${when}`
    case 'netTotal':
      return `o total líquido ${ofMany(did)}${when}, menos o que delas foi reembolsado`
  }
}

function many({ event }: Did): string {
  return typeof event === 'string'
    ? eventWords(event).many
    : `estas ações: (${formsOf(event, 'many')})`
}

function toBefore(window: Window | undefined): string {
  if (!isCompared(window)) throw new Error('unchecked condition: a change over no such window')
  if (window.type === 'last') {
    const [one, many, article] = units[window.unit]
    const to = article === 'a' ? 'à' : 'ao'
    if (window.n === 1) return `${to} ${one} anterior`
    return `${to}s ${showCount(window.n, 'pt-BR')} ${many} anteriores`
  }
  if (window.unit === 'day') return 'a ontem até a mesma hora'
  return `à mesma parte d${window.unit === 'week' ? 'a' : 'o'} ${calendarUnits[window.unit]} anterior`
}

const calendarUnits = {
  week: 'semana',
  month: 'mês',
  quarter: 'trimestre',
  year: 'ano',
} as const

function measureOf(measure: PropertyMeasure): string {
  const { name, of, feminine } = propertyWords(measure.property)
  const article = feminine ? 'a' : 'o'
  switch (measure.of) {
    case 'sum':
      return `a soma ${of}`
    case 'average':
      return `a média ${of}`
    case 'minimum':
      return `${article} menor ${name}`
    case 'maximum':
      return `${article} maior ${name}`
    case 'distinct':
      return `a quantidade de valores diferentes ${of}`
    case 'first':
      return `${article} primeir${article} ${name}`
    case 'last':
      return `${article} últim${article} ${name}`
    case 'mostFrequent':
      return `${article} ${name} mais frequente`
  }
}

function inWindow(window: Common): string {
  switch (window.type) {
    case 'last':
      return inSpan('último', window.n, window.unit) + (window.n === 1 ? ' (até agora)' : '')
    case 'ago':
      return `entre ${showCount(window.from, 'pt-BR')} e ${showCount(window.to, 'pt-BR')} ${units[window.unit][1]} atrás`
    case 'calendar':
      return period(window)
    case 'before':
      return `antes ${ofDay(window.date)}`
    case 'after':
      return `depois ${ofDay(window.date)}`
    case 'dates':
      return `${ofDay(window.from)} até ${day(window.to)} (ambos os dias incluídos)`
  }
}

/** What one did or did not; of several events any. */
function acted({ event, test }: Did, not: boolean): string {
  if (typeof event !== 'string') {
    const any = not ? (test === undefined ? 'nenhuma ' : '') : 'alguma '
    return `${not ? 'não ' : ''}fez ${any}destas ações: (${formsOf(event, 'did')})`
  }
  const words = eventWords(event).did
  return not ? `não ${words}` : words
}

function firstOrLast({ event }: Did, which: 'primeir' | 'últim'): string {
  if (typeof event !== 'string') return `a ${which}a destas ações: (${formsOf(event, 'one')})`
  const { one, feminine } = eventWords(event)
  return feminine ? `a ${which}a ${one}` : `o ${which}o ${one}`
}

function ofMany({ event }: Did): string {
  if (typeof event !== 'string') return `destas ações: (${formsOf(event, 'many')})`
  const { many, feminine } = eventWords(event)
  return `${feminine ? 'das' : 'dos'} ${many}`
}

function formsOf(events: readonly string[], form: 'did' | 'one' | 'many'): string {
  return events.map((each) => eventWords(each)[form]).join('; ')
}
