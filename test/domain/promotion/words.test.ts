import { describe, expect, test } from 'vitest'
import { isFailure } from '../../../src/domain/failure.ts'
import type { Because } from '../../../src/domain/promotion/cart.ts'
import { parsePromotion } from '../../../src/domain/promotion/parse.ts'
import type { Promotion } from '../../../src/domain/promotion/promotion.ts'
import type { Said } from '../../../src/domain/promotion/words.ts'
import { describePromotion, sayApplied, sayRefused } from '../../../src/domain/promotion/words.ts'
import { shop } from '../segment/reading/known.ts'
import { coffee, moment, ofCategory } from './shop.ts'

const { zone } = moment.shop

function said(locale: 'en' | 'pt-BR'): Said {
  const nameOf = (id: number) => (id === 9 ? 'Black Friday' : '')
  return {
    locale,
    known: { ...shop, values: { ...shop.values, zone } },
    zone,
    currency: 'BRL',
    nameOf,
  }
}

function read(json: object): Promotion {
  const found = parsePromotion({ benefit: { type: 'freeShipping' }, ...json }, 'BRL')
  if (isFailure(found)) throw new Error(JSON.stringify(found))
  return found
}

/** Blanks that do not break (U+00A0, inside amounts) stand as blanks. */
function both(say: (there: Said) => string): readonly [string, string] {
  const [en, pt] = (['en', 'pt-BR'] as const).map((each) =>
    say(said(each)).replaceAll('\u00a0', ' '),
  )
  return [en ?? '', pt ?? '']
}

const steps = [
  { from: 1, percent: 2.5 },
  { from: 12, percent: 10 },
]
const items = { type: 'items', measure: 'quantity' } as const

describe('a promotion reads', () => {
  test.each([
    [{}, 'Free shipping', 'Frete grátis'],
    [
      { benefit: { type: 'percent', percent: 10 } },
      '10% off all items',
      '10 % de desconto em todos os itens',
    ],
    [
      { benefit: { type: 'percent', percent: 12.5, on: coffee, upTo: 50 } },
      '12.5% off items where category is “coffee”, at most R$50.00 in all',
      '12,5 % de desconto em itens em que a categoria é “coffee”, no máximo R$ 50,00 ao todo',
    ],
    [
      { benefit: { type: 'amount', amount: 5, per: 'piece', on: coffee } },
      'R$5.00 off each piece of items where category is “coffee”',
      'R$ 5,00 de desconto em cada unidade de itens em que a categoria é “coffee”',
    ],
    [
      { benefit: { type: 'amount', amount: 20, per: 'cart' } },
      'R$20.00 off the cart',
      'R$ 20,00 de desconto no carrinho',
    ],
    [
      { benefit: { type: 'amount', amount: 20, per: 'cart', on: coffee } },
      'R$20.00 off the sum of items where category is “coffee”',
      'R$ 20,00 de desconto na soma de itens em que a categoria é “coffee”',
    ],
    [
      {
        benefit: {
          type: 'price',
          price: 19.9,
          on: { type: 'any', of: [coffee, ofCategory('tea')] },
        },
      },
      'Each piece of items where (category is “coffee”, or category is “tea”) for R$19.90 at most',
      'Cada unidade de itens em que (a categoria é “coffee”, ou a categoria é “tea”) por no máximo R$ 19,90',
    ],
    [
      {
        benefit: {
          type: 'priceList',
          prices: ['a', 'b', 'c', 'd', 'e'].map((product) => ({ product, price: 7.5 })),
        },
      },
      'A price list: “a” R$7.50, “b” R$7.50, “c” R$7.50 and 2 more',
      'Uma lista de preços: “a” R$ 7,50, “b” R$ 7,50, “c” R$ 7,50 e mais 2',
    ],
    [
      { benefit: { type: 'steps', count: 'item', steps, on: coffee } },
      '2.5% off from 1 piece on and 10% off from 12 pieces on of items where category is “coffee” (pieces of one and the same item are counted)',
      '2,5 % de desconto a partir de 1 unidade e 10 % de desconto a partir de 12 unidades de itens em que a categoria é “coffee” (contam as unidades do mesmo item)',
    ],
    [
      { benefit: { type: 'steps', count: 'together', steps } },
      '2.5% off from 1 piece on and 10% off from 12 pieces on (pieces of all items together are counted)',
      '2,5 % de desconto a partir de 1 unidade e 10 % de desconto a partir de 12 unidades (contam as unidades de todos os itens juntos)',
    ],
    [
      { benefit: { type: 'buyPay', buy: 3, pay: 2, on: coffee } },
      'Buy 3, pay for 2 of items where category is “coffee”',
      'Leve 3, pague 2 em itens em que a categoria é “coffee”',
    ],
    [
      { benefit: { type: 'cheapestFree', from: 3, on: coffee } },
      'The cheapest piece of items where category is “coffee” free from 3 pieces on',
      'A unidade mais barata de itens em que a categoria é “coffee” grátis a partir de 3 unidades',
    ],
    [
      { benefit: { type: 'gift', product: 'mug', quantity: 1 } },
      'A gift: 1 of the product “mug”',
      'Brinde: 1 do produto “mug”',
    ],
    [
      { benefit: { type: 'freeShipping', upTo: 20 } },
      'Up to R$20.00 off the shipping',
      'Até R$ 20,00 de desconto no frete',
    ],
    [
      { benefit: { type: 'subscription', percent: 10, on: coffee } },
      '10% off items where category is “coffee” bought by subscription',
      '10 % de desconto em itens em que a categoria é “coffee” comprados por assinatura',
    ],
    [
      { customers: { type: 'segment', segment: 2 } },
      'Free shipping, for customers in the segment “Revendedores”',
      'Frete grátis, para clientes no segmento “Revendedores”',
    ],
    [
      { customers: { type: 'list', list: 1 } },
      'Free shipping, for customers on the list “Clube de degustação”',
      'Frete grátis, para clientes na lista “Clube de degustação”',
    ],
    [
      { customers: { type: 'segment', segment: 7 } },
      'Free shipping, for customers in segment number 7, which is no longer there',
      'Frete grátis, para clientes no segmento de número 7, que não existe mais',
    ],
    [
      {
        customers: {
          type: 'all',
          of: [
            { type: 'field', field: 'vip', test: { op: 'is', value: true } },
            { type: 'segment', segment: 1 },
          ],
        },
      },
      'Free shipping, for customers of whom this is true: (Cliente VIP is yes, and is in the segment “VIP”)',
      'Frete grátis, para clientes de quem isto é verdade: (Cliente VIP é sim, e está no segmento “VIP”)',
    ],
    [
      { cart: { type: 'items', measure: 'amount', atLeast: 1_000 } },
      'Free shipping, if the cart comes to at least R$1,000.00',
      'Frete grátis, se o carrinho soma pelo menos R$ 1.000,00',
    ],
    [
      { cart: { type: 'items', measure: 'amount', which: coffee, atLeast: 50, atMost: 100 } },
      'Free shipping, if the cart has from R$50.00 to R$100.00 (both included) of items where category is “coffee”',
      'Frete grátis, se o carrinho tem de R$ 50,00 a R$ 100,00 (ambos incluídos) em itens em que a categoria é “coffee”',
    ],
    [
      { cart: { ...items, atLeast: 1 } },
      'Free shipping, if the cart has at least 1 piece',
      'Frete grátis, se o carrinho tem pelo menos 1 unidade',
    ],
    [
      { cart: { ...items, which: coffee, atLeast: 2, atMost: 2 } },
      'Free shipping, if the cart has exactly 2 pieces of items where category is “coffee”',
      'Frete grátis, se o carrinho tem exatamente 2 unidades de itens em que a categoria é “coffee”',
    ],
    [
      { cart: { type: 'items', measure: 'products', atMost: 3 } },
      'Free shipping, if the cart has at most 3 different products',
      'Frete grátis, se o carrinho tem no máximo 3 produtos diferentes',
    ],
    [
      {
        cart: {
          type: 'all',
          of: [
            { type: 'firstPurchase' },
            {
              type: 'any',
              of: [
                { type: 'channel', values: ['site', 'app'] },
                { type: 'not', of: { ...items, atLeast: 2 } },
              ],
            },
          ],
        },
      },
      'Free shipping, if it is the first purchase of the customer, and (the channel is “site” or “app”, or it is not true that (the cart has at least 2 pieces))',
      'Frete grátis, se é a primeira compra do cliente, e (o canal é “site” ou “app”, ou não é verdade que (o carrinho tem pelo menos 2 unidades))',
    ],
    [
      { cart: { type: 'any', of: [] } },
      'Free shipping, if it is no cart at all',
      'Frete grátis, se não é carrinho algum',
    ],
    [
      { cart: { type: 'not', of: { type: 'all', of: [] } } },
      'Free shipping, if it is not true that (it is any cart at all)',
      'Frete grátis, se não é verdade que (é qualquer carrinho)',
    ],
    [
      { when: { from: '2026-11-27T00:00:00-03:00', to: '2026-12-01T01:00:00-03:00' } },
      'Free shipping, from 27 November 2026 at 00:00 on, until 1 December 2026 at 01:00',
      'Frete grátis, a partir de 27 de novembro de 2026 às 00:00, até 1º de dezembro de 2026 à 01:00',
    ],
    [
      { when: { weekdays: [1, 2, 3, 4, 5], hours: [{ from: '08:00', to: '12:00' }] } },
      'Free shipping, from Monday to Friday, from 08:00 to 12:00',
      'Frete grátis, de segunda a sexta, das 08:00 às 12:00',
    ],
    [
      {
        when: {
          weekdays: [1, 6],
          hours: [
            { from: '22:00', to: '01:00' },
            { from: '10:00', to: '11:00' },
          ],
        },
      },
      'Free shipping, on Mondays and Saturdays, from 22:00 to 01:00 of the next day or from 10:00 to 11:00',
      'Frete grátis, às segundas e aos sábados, das 22:00 à 01:00 do dia seguinte ou das 10:00 às 11:00',
    ],
    [
      {
        coupon: true,
        limits: { uses: 1_000, usesPerCustomer: 1, budget: 5_000 },
        stacking: { type: 'exclusive', priority: 5 },
      },
      'Free shipping, with a coupon, once per customer, at most 1,000 times in all, for at most R$5,000.00 in all, not together with other promotions, priority 5',
      'Frete grátis, com cupom, uma vez por cliente, no máximo 1.000 vezes ao todo, por no máximo R$ 5.000,00 ao todo, não acumula com outras promoções, prioridade 5',
    ],
  ])('%j', (json, en, pt) =>
    expect(both((there) => describePromotion(read(json), there))).toEqual([en, pt]),
  )
})

test('why it applied says what it gives and asks for, and the code that was given', () => {
  const promotion = read({
    benefit: { type: 'percent', percent: 10 },
    customers: { type: 'segment', segment: 2 },
    coupon: true,
    limits: { uses: 5 },
  })
  const applied = { promotion: 1, amount: 100, shipping: 0, coupon: 'SAVE' }
  expect(both((there) => sayApplied(applied, promotion, there))).toEqual([
    '10% off all items, for customers in the segment “Revendedores”, with the coupon “SAVE”',
    '10 % de desconto em todos os itens, para clientes no segmento “Revendedores”, com o cupom “SAVE”',
  ])
})

const plain = {}
const meant = { customers: { type: 'segment', segment: 2 } }

describe('why it does not apply reads', () => {
  test.each<[Because, object, string, string]>([
    [
      { type: 'customer' },
      meant,
      'Only for customers in the segment “Revendedores”',
      'Só para clientes no segmento “Revendedores”',
    ],
    [
      { type: 'unknownCustomer' },
      meant,
      'Only for customers in the segment “Revendedores”; nobody is named',
      'Só para clientes no segmento “Revendedores”; nenhum cliente foi informado',
    ],
    [
      { type: 'unknownCustomer' },
      { limits: { usesPerCustomer: 1 } },
      'Nobody is named, and it counts by customer',
      'Nenhum cliente foi informado, e ela vale por cliente',
    ],
    [
      { type: 'missing', measure: 'amount', more: 1_230, which: coffee },
      plain,
      'R$12.30 more of items where category is “coffee”',
      'Faltam R$ 12,30 em itens em que a categoria é “coffee”',
    ],
    [{ type: 'missing', measure: 'amount', more: 1_230 }, plain, 'R$12.30 more', 'Faltam R$ 12,30'],
    [
      { type: 'missing', measure: 'quantity', more: 1, which: coffee, ofOne: true },
      plain,
      '1 more piece of one and the same item, of items where category is “coffee”',
      'Falta 1 unidade do mesmo item, de itens em que a categoria é “coffee”',
    ],
    [
      { type: 'missing', measure: 'quantity', more: 2 },
      plain,
      '2 more pieces',
      'Faltam 2 unidades',
    ],
    [
      { type: 'missing', measure: 'products', more: 3 },
      plain,
      '3 more different products',
      'Faltam 3 produtos diferentes',
    ],
    [
      { type: 'cart' },
      { cart: { type: 'channel', values: ['app'] } },
      'The cart does not meet what it asks for: (the channel is “app”)',
      'O carrinho não atende ao que ela pede: (o canal é “app”)',
    ],
    [
      { type: 'cart' },
      { benefit: { type: 'steps', count: 'item', steps }, cart: { type: 'firstPurchase' } },
      'The cart does not meet what it asks for: (it is the first purchase of the customer, and the cart has at least 1 piece of one and the same item)',
      'O carrinho não atende ao que ela pede: (é a primeira compra do cliente, e o carrinho tem pelo menos 1 unidade do mesmo item)',
    ],
    [
      { type: 'notYet', from: moment.now },
      plain,
      'It begins on 20 November 2026 at 12:00',
      'Começa em 20 de novembro de 2026 às 12:00',
    ],
    [{ type: 'over' }, plain, 'It is over', 'Já terminou'],
    [
      { type: 'hours' },
      {
        when: {
          to: '2027-01-01T00:00:00Z',
          weekdays: [7],
          hours: [{ from: '01:00', to: '02:00' }],
        },
      },
      'Only on Sundays, from 01:00 to 02:00',
      'Só aos domingos, da 01:00 às 02:00',
    ],
    [{ type: 'coupon' }, plain, 'Only with a coupon', 'Só com cupom'],
    [{ type: 'couponExpired' }, plain, 'The coupon has expired', 'O cupom venceu'],
    [
      { type: 'usedUp', limit: 'coupon' },
      plain,
      'The coupon was used as often as it may be',
      'O cupom já foi usado tantas vezes quantas pode',
    ],
    [
      { type: 'usedUp', limit: 'uses' },
      { limits: { uses: 100 } },
      'It was used 100 times, as often as it may be',
      'Já foi usada 100 vezes, tantas quantas pode',
    ],
    [
      { type: 'usedUp', limit: 'usesPerCustomer' },
      { limits: { usesPerCustomer: 1 } },
      'The customer used it once, as often as one may',
      'O cliente já a usou uma vez, tantas quantas pode',
    ],
    [
      { type: 'usedUp', limit: 'budget' },
      { limits: { budget: 99.5 } },
      'What is left of its R$99.50 is not enough for this cart',
      'O que resta dos seus R$ 99,50 não basta para este carrinho',
    ],
    [
      { type: 'nothingToGain' },
      plain,
      'There is nothing in the cart that it could take something off',
      'Não há nada no carrinho de que ela possa descontar',
    ],
    [
      { type: 'outdone', by: 9 },
      plain,
      '“Black Friday” is applied instead',
      '“Black Friday” é aplicada em seu lugar',
    ],
    [
      { type: 'outdone', by: 8 },
      plain,
      'Another promotion is applied instead',
      'Outra promoção é aplicada em seu lugar',
    ],
  ])('%j of %j', (because, json, en, pt) =>
    expect(both((there) => sayRefused(because, read(json), there))).toEqual([en, pt]),
  )
})
