import type { Chance } from './chance.ts'
import { touchIn } from '../domain/event/touch.ts'
import { catalogue, productById, type DemoProduct } from './catalogue.ts'
import type { Persona } from './personas.ts'

/** Something a customer did. */
export type DemoEvent = {
  readonly name: string
  /** Milliseconds since 1970-01-01T00:00Z. */
  readonly ts: number
  readonly channel: string
  readonly properties: Readonly<Record<string, unknown>>
}

type Life = {
  readonly chance: Chance
  readonly persona: Persona
  /** First day in the shop, counted from the start of the story; a day's local midnight; the last day. */
  readonly joined: number
  readonly midnight: (day: number) => number
  readonly days: number
  readonly usualDevice: string
  readonly customer: number
}

const dayMs = 86_400_000
const devices = [
  ['phone', 58],
  ['desktop', 33],
  ['tablet', 7],
  ['tv', 2],
] as const
const systems = { phone: 'Android', desktop: 'Windows', tablet: 'iPadOS', tv: 'Tizen' } as const

/** Everything one customer did between joining and `until`, in no particular order. */
export function* drawLife(
  chance: Chance,
  persona: Persona,
  customer: number,
  until: number,
): Generator<DemoEvent> {
  const days = 730
  const life: Life = {
    chance,
    persona,
    // More join lately than long ago.
    joined: Math.floor(days * Math.sqrt(chance.unit() * 0.98)),
    midnight: (day) => until - (days - day) * dayMs,
    days,
    usualDevice: chance.weighted(devices),
    customer,
  }
  yield event(life, life.joined, 'Signed Up', { method: chance.pick(['email', 'store', 'app']) })
  let order = 0
  for (let day = life.joined; day < days; day += 1) {
    if (!chance.yes((persona.visits / 30) * interest(life, day))) continue
    for (const each of visit(life, day, () => `P${customer}-${(order += 1)}`)) yield each
  }
  yield* mail(life)
  if (persona.subscribes !== undefined && chance.yes(persona.subscribes)) {
    yield* subscription(life, () => `P${customer}-${(order += 1)}`)
  }
  if (chance.yes(0.12)) yield* invitation(life)
}

/** Between 0 and about 3: fading, seasons and weekdays. */
function interest(life: Life, day: number): number {
  const { persona } = life
  const since = (day - life.joined) / 30
  const faded = persona.lapsesAfter !== undefined && since > persona.lapsesAfter ? 0.05 : 1
  const date = new Date(life.midnight(day) + dayMs / 2)
  const month = date.getUTCMonth()
  const season = [0.9, 0.9, 1, 1, 1.1, 1.2, 1.2, 1.1, 1, 1, 1.5, 1.6][month] ?? 1
  const weekday = [0.8, 1.1, 1, 1, 1.05, 1.2, 0.9][date.getUTCDay()] ?? 1
  const giving = persona.gifts === true ? ([4, 5, 10, 11].includes(month) ? 3 : 0.25) : 1
  return faded * season * weekday * giving
}

function* visit(life: Life, day: number, orderId: () => string): Generator<DemoEvent> {
  const { chance, persona } = life
  if (chance.yes(0.12)) {
    if (chance.yes(persona.buys)) {
      yield* purchase(life, { day, second: second(life), channel: 'store', orderId: orderId() })
    }
    return
  }
  const device = chance.yes(0.85) ? life.usualDevice : chance.weighted(devices)
  const channel = device === 'phone' && chance.yes(0.4) ? 'app' : 'site'
  const on = { device, os: systems[device as keyof typeof systems] }
  let at = second(life)
  const next = (): number => (at += chance.whole(10, 240))
  const came = cameBy(life, day, channel)
  yield event(life, day, 'Page Viewed', { path: '/', ...on, ...came }, { second: at, channel })
  if (chance.yes(0.25)) {
    const query = chance.pick([
      'cafe torra escura',
      'grãos frutados',
      'coador',
      'assinatura',
      'presente',
      'orgânico',
    ])
    yield event(life, day, 'Products Searched', { query, ...on }, { second: next(), channel })
  }
  for (let views = chance.whole(1, 3); views > 0; views -= 1) {
    const product = chance.yes(0.75) ? tasted(life) : chance.pick(catalogue)
    yield event(
      life,
      day,
      'Product Viewed',
      { ...shown(product), ...on },
      { second: next(), channel },
    )
  }
  if (!chance.yes(persona.adds)) return
  const product = tasted(life)
  const added = { ...shown(product), quantity: chance.whole(...persona.quantity), ...on }
  yield event(life, day, 'Product Added', added, { second: next(), channel })
  if (!chance.yes(persona.buys)) {
    if (chance.yes(0.4)) {
      yield event(
        life,
        day,
        'Checkout Started',
        { value: product.price, ...on },
        { second: next(), channel },
      )
    }
    return
  }
  yield event(
    life,
    day,
    'Checkout Started',
    { value: product.price, ...on },
    { second: next(), channel },
  )
  yield* purchase(life, { day, second: next(), channel, orderId: orderId(), product, device })
}

/** What brought her: each of these in turn, so that whatever else is drawn stays as it is. */
const ways: readonly { readonly referrer?: string; readonly campaign?: Record<string, string> }[] =
  [
    { referrer: 'https://www.google.com/' },
    {},
    { referrer: 'https://l.instagram.com/' },
    { campaign: { source: 'newsletter', medium: 'email', name: 'torras-novas' } },
    { referrer: 'https://cafeblog.example/' },
    { campaign: { source: 'google', medium: 'cpc', name: 'assinatura' } },
    { referrer: 'https://www.google.com/' },
  ]

function cameBy({ customer }: Life, day: number, channel: string): DemoEvent['properties'] {
  if (channel !== 'site') return {}
  const { referrer, campaign } = ways[(customer * 3 + day) % ways.length] ?? {}
  const page = { url: 'https://loja.example/', path: '/', referrer }
  return { ...touchIn(page, { campaign }) }
}

type Purchase = {
  readonly day: number
  readonly second: number
  readonly channel: string
  readonly orderId: string
  readonly product?: DemoProduct
  readonly device?: string
  readonly subscription?: boolean
}

function* purchase(life: Life, bought: Purchase): Generator<DemoEvent> {
  const { chance, persona } = life
  const lines = [bought.product ?? tasted(life), ...(chance.yes(0.35) ? [tasted(life)] : [])]
  const products = lines.map((product) => ({
    ...shown(product),
    quantity: chance.whole(...persona.quantity),
  }))
  const coupon = chance.yes(persona.coupon)
    ? chance.pick(['CAFE10', 'VOLTA15', 'FRETE'])
    : undefined
  const subtotal = products.reduce((sum, line) => sum + line.price * line.quantity, 0)
  const discount = coupon === 'CAFE10' ? Math.round(subtotal * 10) / 100 : 0
  const total = Math.round((subtotal - discount) * 100) / 100
  const properties = {
    order_id: bought.orderId,
    total,
    currency: 'BRL',
    products,
    ...(coupon === undefined ? {} : { coupon, discount }),
    ...(bought.device === undefined ? {} : { device: bought.device }),
    ...(bought.subscription === true ? { subscription: true } : {}),
  }
  yield event(life, bought.day, 'Order Completed', properties, bought)
  if (!chance.yes(0.03)) return
  const refund = { order_id: bought.orderId, total, currency: 'BRL', products }
  yield event(life, bought.day + chance.whole(2, 14), 'Order Refunded', refund, {
    channel: 'support',
  })
}

/** A newsletter every second Tuesday or so, to whoever is still read. */
function* mail(life: Life): Generator<DemoEvent> {
  const { chance, persona } = life
  for (let day = life.joined + chance.whole(1, 30); day < life.days; day += 30) {
    const campaign = { campaign: `newsletter-${Math.floor(day / 30)}` }
    if (!chance.yes(persona.opensMail)) continue
    const at = { second: second(life), channel: 'email' }
    yield event(life, day, 'Email Opened', campaign, at)
    if (chance.yes(0.3)) {
      yield event(life, day, 'Email Link Clicked', campaign, { ...at, second: at.second + 40 })
    }
  }
}

function* subscription(life: Life, orderId: () => string): Generator<DemoEvent> {
  const { chance } = life
  const product = chance.pick(catalogue.filter(({ category }) => category === 'subscriptions'))
  const from = life.joined + chance.whole(10, 120)
  const until = chance.yes(0.4) ? from + chance.whole(60, 300) : life.days
  if (from >= life.days) return
  yield event(life, from, 'Subscription Started', shown(product))
  for (let day = from; day < Math.min(until, life.days); day += 30) {
    yield* purchase(life, {
      day,
      second: 9 * 3600,
      channel: 'site',
      orderId: orderId(),
      product,
      subscription: true,
    })
  }
  if (until < life.days) yield event(life, until, 'Subscription Cancelled', shown(product))
}

function* invitation(life: Life): Generator<DemoEvent> {
  const { chance } = life
  const day = chance.whole(life.joined, life.days - 1)
  const tasting = { tasting: chance.pick(['São Paulo', 'Belo Horizonte', 'online']), places: 12 }
  yield event(life, day, 'Tasting Invitation Sent', tasting, { channel: 'email' })
  if (chance.yes(0.4)) {
    yield event(life, day + 1, 'Tasting Invitation Accepted', tasting, { channel: 'email' })
  }
}

function event(
  life: Life,
  day: number,
  name: string,
  ...[properties, at = {}]: [DemoEvent['properties'], { second?: number; channel?: string }?]
): DemoEvent {
  // What would fall after the end of the story has not happened yet.
  const last = life.midnight(life.days) - 1
  const ts = Math.min(life.midnight(day) + (at.second ?? second(life)) * 1000, last)
  return { name, ts, channel: at.channel ?? 'site', properties }
}

function tasted(life: Life): DemoProduct {
  const id = life.chance.weighted(life.persona.taste)
  const product = productById.get(id)
  if (product === undefined) throw new Error(`no product ${id}`)
  return product
}

function shown(
  product: DemoProduct,
): { product_id: string; price: number } & Record<string, unknown> {
  const { id, name, category, brand, price, roast, organic } = product
  return {
    product_id: id,
    name,
    category,
    brand,
    price,
    ...(roast && { roast }),
    ...(organic && { organic }),
  }
}

/** A second of the day, mostly late morning and evening. */
function second(life: Life): number {
  const { chance } = life
  const hour = chance.weighted([
    [7, 4],
    [9, 8],
    [11, 12],
    [13, 9],
    [15, 9],
    [18, 11],
    [20, 16],
    [22, 8],
  ] as const)
  return hour * 3600 + chance.whole(0, 3599)
}
