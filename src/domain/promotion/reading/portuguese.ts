import type { Condition } from '../../segment/condition.ts'
import { quoted } from '../../segment/reading/quoted.ts'
import type { Benefit, Limits, Promotion, When } from '../promotion.ts'
import { listed } from './language.ts'
import type { FieldWaitedFor, Missing, PromotionWords, Refusal, Show, Sum } from './language.ts'

/** What is said of promotions, in Portuguese. */
export const promotionPortuguese: PromotionWords = {
  itemsWhere: (test) => `itens em que ${test}`,
  benefit,
  customers,
  provided: (test) => `se ${test}`,
  sum,
  channel: (values) => `o canal é ${joined(values, 'ou')}`,
  firstPurchase: 'é a primeira compra do cliente',
  everyCart: 'é qualquer carrinho',
  noCart: 'não é carrinho algum',
  and: ', e ',
  or: ', ou ',
  notSo: (part) => `não é verdade que (${part})`,
  when,
  coupon: (code) => (code === undefined ? 'com cupom' : `com o cupom ${code}`),
  limits,
  exclusive: 'não acumula com outras promoções',
  priority: (priority) => `prioridade ${priority}`,
  missing,
  refused,
  only: (part) => `só ${part}`,
  unknown: (part) =>
    part === undefined
      ? 'nenhum cliente foi informado, e ela vale por cliente'
      : `${part}; nenhum cliente foi informado`,
  cart: (test) => `o carrinho não atende ao que ela pede: (${test})`,
  outdone: (name) => `${name ?? 'outra promoção'} é aplicada em seu lugar`,
  waits,
}

function waits(field: string, { flag, progress }: FieldWaitedFor, show: Show): string {
  const is = flag === 'filterable' ? 'filtrável' : 'pesquisável'
  if (progress === undefined) return `ela espera: o campo ${field} não é ${is}`
  const { done, total } = progress
  const far =
    total === null
      ? 'isso está para começar'
      : `${show.count(done)} de ${show.count(total)} prontos`
  return `ela espera até que o campo ${field} seja ${is}: ${far}`
}

function benefit(given: Benefit, items: string | undefined, show: Show): string {
  const of = items === undefined ? '' : ` de ${items}`
  switch (given.type) {
    case 'percent': {
      const most = given.upTo === undefined ? '' : `, no máximo ${show.money(given.upTo)} ao todo`
      return `${show.percent(given.percent)} de desconto em ${items ?? 'todos os itens'}${most}`
    }
    case 'amount': {
      const off = `${show.money(given.amount)} de desconto`
      if (given.per === 'piece') return `${off} em cada unidade${of}`
      return items === undefined ? `${off} no carrinho` : `${off} na soma${of}`
    }
    case 'price':
      return `cada unidade${of} por no máximo ${show.money(given.price)}`
    case 'priceList': {
      const { shown, more } = listed(given.prices, show)
      const others = more === 0 ? '' : ` e mais ${show.count(more)}`
      return `uma lista de preços: ${shown.join(', ')}${others}`
    }
    case 'steps': {
      const steps = given.steps.map(
        ({ from, percent }) =>
          `${show.percent(percent)} de desconto a partir de ${pieces(from, show)}`,
      )
      const counted = given.count === 'item' ? 'do mesmo item' : 'de todos os itens juntos'
      return `${joined(steps, 'e')}${of} (contam as unidades ${counted})`
    }
    case 'buyPay':
      return `leve ${show.count(given.buy)}, pague ${show.count(given.pay)}${items === undefined ? '' : ` em ${items}`}`
    case 'cheapestFree':
      return `a unidade mais barata${of} grátis a partir de ${pieces(given.from, show)}`
    case 'gift':
      return `brinde: ${show.count(given.quantity)} do produto ${quoted(given.product)}`
    case 'freeShipping':
      return given.upTo === undefined
        ? 'frete grátis'
        : `até ${show.money(given.upTo)} de desconto no frete`
    case 'subscription':
      return `${show.percent(given.percent)} de desconto em ${items ?? 'itens'} comprados por assinatura`
  }
}

function pieces(n: number, show: Show): string {
  return `${show.count(n)} ${n === 1 ? 'unidade' : 'unidades'}`
}

function customers(condition: Condition, reading: string): string {
  const isPlain = condition.type === 'segment' || condition.type === 'list'
  // "está no segmento …" and "está na lista …"
  if (isPlain) return `para clientes ${reading.replace(/^está /, '')}`
  return `para clientes de quem isto é verdade: (${reading})`
}

function sum(given: Sum, items: string | undefined, show: Show): string {
  const { measure } = given
  if (measure === 'amount') {
    const range = ranged(given, show.money)
    return items === undefined ? `o carrinho soma ${range}` : `o carrinho tem ${range} em ${items}`
  }
  const last = given.atMost ?? given.atLeast
  const [one, many] = kinds[measure]
  const what = `${ranged(given, show.count)} ${last === 1 ? one : many}`
  const same = given.ofOne === true ? ' do mesmo item' : ''
  return `o carrinho tem ${what}${same}${items === undefined ? '' : `${same && ','} de ${items}`}`
}

const kinds = {
  quantity: ['unidade', 'unidades'],
  products: ['produto diferente', 'produtos diferentes'],
} as const

function ranged({ atLeast, atMost }: Sum, show: (n: number) => string): string {
  if (atLeast === undefined) return `no máximo ${show(atMost ?? 0)}`
  if (atMost === undefined) return `pelo menos ${show(atLeast)}`
  return atLeast === atMost
    ? `exatamente ${show(atLeast)}`
    : `de ${show(atLeast)} a ${show(atMost)} (ambos incluídos)`
}

function when({ from, to, weekdays, hours }: When, show: Show): readonly string[] {
  return [
    ...(from === undefined ? [] : [`a partir de ${show.instant(from)}`]),
    ...(to === undefined ? [] : [`até ${show.instant(to)}`]),
    ...(weekdays === undefined ? [] : [onDays(weekdays)]),
    ...(hours === undefined
      ? []
      : [
          joined(
            hours.map((each) => {
              const next = each.to < each.from ? ' do dia seguinte' : ''
              const [of, until] = [isOne(each.from) ? 'da' : 'das', isOne(each.to) ? 'à' : 'às']
              return `${of} ${each.from} ${until} ${each.to}${next}`
            }),
            'ou',
          ),
        ]),
  ]
}

/** One o'clock is one hour. */
function isOne(clock: string): boolean {
  return clock.startsWith('01')
}

function onDays(weekdays: readonly number[]): string {
  const [first = 1, last = 1] = [weekdays[0], weekdays.at(-1)]
  const isRow = weekdays.length > 2 && last - first === weekdays.length - 1
  if (isRow) return `de ${days[first - 1]} a ${days[last - 1]}`
  return joined(
    weekdays.map((day) => `${day > 5 ? 'aos' : 'às'} ${days[day - 1]}s`),
    'e',
  )
}

const days = ['segunda', 'terça', 'quarta', 'quinta', 'sexta', 'sábado', 'domingo']

function limits({ uses, usesPerCustomer, budget }: Limits, show: Show): readonly string[] {
  return [
    ...(usesPerCustomer === undefined ? [] : [`${times(usesPerCustomer, show)} por cliente`]),
    ...(uses === undefined ? [] : [`${times(uses, show)} ao todo`]),
    ...(budget === undefined ? [] : [`por no máximo ${show.money(budget)} ao todo`]),
  ]
}

function times(n: number, show: Show): string {
  return n === 1 ? 'uma vez' : `no máximo ${often(n, show)}`
}

function often(n: number, show: Show): string {
  return n === 1 ? 'uma vez' : `${show.count(n)} vezes`
}

function missing({ measure, more, ofOne }: Missing, items: string | undefined, show: Show) {
  if (measure === 'amount') {
    return `faltam ${show.money(more)}${items === undefined ? '' : ` em ${items}`}`
  }
  const [one, many] = kinds[measure]
  const same = ofOne === true ? ' do mesmo item' : ''
  const what = `${show.count(more)} ${more === 1 ? one : many}`
  const of = items === undefined ? '' : ` de ${items}`
  return `${more === 1 ? 'falta' : 'faltam'} ${what}${same}${of && same && ','}${of}`
}

function refused(because: Refusal, { limits: given = {} }: Promotion, show: Show): string {
  switch (because.type) {
    case 'notYet':
      return `começa em ${show.instant(because.from)}`
    case 'over':
      return 'já terminou'
    case 'coupon':
      return 'só com cupom'
    case 'couponExpired':
      return 'o cupom venceu'
    case 'nothingToGain':
      return 'não há nada no carrinho de que ela possa descontar'
    case 'usedUp':
      return usedUp(because.limit, given, show)
  }
}

function usedUp(
  limit: Extract<Refusal, { type: 'usedUp' }>['limit'],
  { uses, usesPerCustomer, budget }: Limits,
  show: Show,
): string {
  switch (limit) {
    case 'coupon':
      return 'o cupom já foi usado tantas vezes quantas pode'
    case 'uses':
      return `já foi usada ${often(uses ?? 0, show)}, tantas quantas pode`
    case 'usesPerCustomer':
      return `o cliente já a usou ${often(usesPerCustomer ?? 0, show)}, tantas quantas pode`
    case 'budget':
      return `o que resta dos seus ${show.money(budget ?? 0)} não basta para este carrinho`
  }
}

/** `a, b ou c` */
function joined(shown: readonly string[], word: 'e' | 'ou'): string {
  const last = shown.at(-1) ?? ''
  return shown.length < 2 ? last : `${shown.slice(0, -1).join(', ')} ${word} ${last}`
}
