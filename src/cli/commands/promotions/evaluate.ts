import type { Answer, Given } from '../../../api/route.ts'
import type { Routes } from '../../../api/routes.ts'
import type { Locale } from '../../../domain/customer/formats/locale.ts'
import { command } from '../../command.ts'
import { readJson, readObject } from '../../jsonFile.ts'
import { promotionNamed } from '../../named.ts'
import { table, type Output } from '../../output.ts'
import type { Session } from '../../session.ts'
import { localeOf, localeOption } from '../conditions.ts'
import { find } from '../customers.ts'
import { atOption } from '../segments/question.ts'

type Evaluation = Answer<Routes['promotions']['evaluate']>
type Asked = Given<Routes['promotions']['evaluate']>['body']

const cartPositional = {
  name: 'CART',
  says: 'JSON: {"items":[{"product","quantity","price"?…}],"shipping"?,"coupons"?…}; - for standard input',
} as const

const choice = {
  type: 'string',
  choices: ['best', 'priority'],
  says: 'Of promotions that exclude each other: the best for her, or the first by priority; best when left out',
} as const

const customer = {
  type: 'string',
  value: 'ID',
  says: 'The id, or KIND:VALUE as user_id:17850; left out for somebody unknown',
} as const

export const promotionsEvaluate = command({
  name: 'promotions evaluate',
  summary: 'Say what a cart earns: what applies and why, what does not and what is missing',
  details:
    'What the cart does not say of its products, their prices too, is read of the products as they are now. Of somebody unknown it is said what she would get if she were known.',
  positionals: [cartPositional],
  options: {
    customer,
    at: { ...atOption, says: 'As of this instant: 2011-12-10T00:00:00Z; now when left out' },
    promotion: {
      type: 'string',
      multiple: true,
      value: 'NAME',
      says: 'Only these, drafts and paused ones too; all that run when left out',
    },
    draft: { type: 'string', value: 'FILE', says: 'One that is not saved, besides' },
    choice,
    locale: localeOption,
  },
  examples: [
    {
      does: 'for a customer',
      line: 'clientela promotions evaluate cart.json --customer user_id:17850',
    },
    {
      does: 'at another instant',
      line: 'clientela promotions evaluate cart.json --at 2030-11-29T12:00:00-03:00',
    },
  ],
  async run({ positionals: [file = ''], options }, session) {
    const { ask, output, routes } = session
    const query = localeOf(options.locale)
    const body: Asked = {
      ...(await askedOf(session, file, options)),
      ...(options.at === undefined ? {} : { at: options.at }),
      ...(options.promotion.length === 0
        ? {}
        : { promotions: await idsOf(session, options.promotion) }),
      ...(options.draft === undefined ? {} : { draft: await draftIn(options.draft) }),
    }
    const evaluation = await ask(routes.promotions.evaluate, { body, query })
    output.result(evaluation, () => evaluationLines(evaluation, query.locale, output))
  },
})

export const promotionsReserve = command({
  name: 'promotions reserve',
  summary: 'Hold what a cart earns for an order, until it is used or cancelled',
  details:
    'Limits count what is held. Asked again for the same order it takes the place of what was held; after some minutes it is let go of.',
  positionals: [{ name: 'ORDER', says: "The shop's id of the order" }, cartPositional],
  options: {
    customer,
    choice,
    minutes: { type: 'string', value: 'N', says: 'After which it is let go of; 30 when left out' },
    locale: localeOption,
  },
  examples: [
    {
      does: 'for an order',
      line: 'clientela promotions reserve 1017 cart.json --customer user_id:17850',
    },
  ],
  async run({ positionals: [order = '', file = ''], options }, session) {
    const { ask, output, routes } = session
    const query = localeOf(options.locale)
    const { minutes } = options
    const body = {
      ...(await askedOf(session, file, options)),
      order,
      ...(minutes === undefined ? {} : { minutes: Number(minutes) }),
    }
    const reserved = await ask(routes.promotions.reserve, { body, query })
    output.result(reserved, () => evaluationLines(reserved, query.locale, output))
  },
})

const orderPositional = { name: 'ORDER', says: "The shop's id of the order" } as const

export const promotionsUse = command({
  name: 'promotions use',
  summary: 'Use what an order has reserved, for good; often said it counts once',
  positionals: [orderPositional],
  options: {},
  examples: [{ does: 'an order that was paid', line: 'clientela promotions use 1017' }],
  async run({ positionals: [order = ''] }, { ask, output, routes }) {
    const { items } = await ask(routes.promotions.use, { body: { order } })
    output.result(items, () => items.map(usageLine))
  },
})

export const promotionsCancel = command({
  name: 'promotions cancel',
  summary: 'Give back what an order has reserved or used; often said it counts once',
  positionals: [orderPositional],
  options: {},
  examples: [{ does: 'an order that came to nothing', line: 'clientela promotions cancel 1017' }],
  async run({ positionals: [order = ''] }, { ask, output, routes }) {
    const { items } = await ask(routes.promotions.cancel, { body: { order } })
    output.result(items, () => items.map(usageLine))
  },
})

/** Shows amounts as people write them, in a currency where one is given. */
export function moneyIn(locale: Locale, currency?: string): (amount: number) => string {
  const style =
    currency === undefined
      ? { minimumFractionDigits: 2 }
      : ({ style: 'currency', currency } as const)
  const format = new Intl.NumberFormat(locale === 'en' ? 'en-US' : locale, style)
  return (amount) => format.format(amount)
}

type Typed = { readonly customer?: string | undefined; readonly choice?: string | undefined }

async function askedOf(session: Session, file: string, options: Typed) {
  const cart = await readJson(file)
  const who = options.customer
  return {
    // Its form is the server's to check; a list of items alone is a cart too.
    cart: (Array.isArray(cart) ? { items: cart } : cart) as Asked['cart'],
    ...(who === undefined ? {} : { customer: (await find(who, session)).id }),
    ...(options.choice === undefined ? {} : { choice: options.choice as 'best' | 'priority' }),
  }
}

async function idsOf(session: Session, names: readonly string[]): Promise<number[]> {
  const found: number[] = []
  for (const each of names) found.push((await promotionNamed(session, each)).id)
  return found
}

async function draftIn(file: string): Promise<NonNullable<Asked['draft']>> {
  const { name: _, description: __, ...definition } = await readObject(file)
  return definition
}

function evaluationLines(evaluation: Evaluation, locale: Locale, output: Output): string[] {
  const { items, gifts, subtotal, shipping, discount, total, applied, refused } = evaluation
  const money = moneyIn(locale, evaluation.currency)
  return [
    ...table([
      ['ITEM', 'PRODUCT', 'PIECES', 'PRICE', 'BEFORE', 'AFTER'],
      ...items.map((item) => [
        item.id,
        item.product,
        String(item.quantity),
        money(item.price),
        money(item.before),
        item.after === item.before ? '' : money(item.after),
      ]),
      ...gifts.map(({ product, quantity }) => ['gift', product, String(quantity), '', '', '']),
    ]),
    '',
    ...table([
      ['subtotal', money(subtotal)],
      ...(shipping === 0 ? [] : [['shipping', money(shipping)]]),
      ['discount', money(0 - discount)],
      [output.bold('total'), output.bold(money(total))],
    ]),
    ...(applied.length + refused.length === 0 ? [] : ['']),
    ...applied.map(({ name, why, amount }) => `✓ ${nameOf(name)} ${money(0 - amount)} — ${why}`),
    ...refused.map(({ name, why }) => `✗ ${nameOf(name)} — ${why}`),
    ...evaluation.unknownCoupons.map((code) => `✗ ${code} — ${ofNone[locale]}`),
  ]
}

const ofNone: Readonly<Record<Locale, string>> = {
  en: 'A coupon of no promotion',
  'pt-BR': 'Um cupom de nenhuma promoção',
}

/** A draft has no name. */
function nameOf(name: string): string {
  return name === '' ? '(draft)' : name
}

function usageLine(usage: Answer<Routes['promotions']['use']>['items'][number]): string {
  const { order, promotion, state, amount } = usage
  return `order ${order}: promotion ${promotion} ${state} (${amount})`
}
