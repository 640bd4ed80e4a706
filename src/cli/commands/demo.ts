import { Readable } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import type { Upload } from '../../api/client.ts'
import type { Json } from '../../api/parts.ts'
import type { Answer } from '../../api/route.ts'
import { orRefuse } from '../../domain/failure.ts'
import { localDay, midnight, zoneOf } from '../../domain/time/zone.ts'
import type { DemoShop } from '../../main.ts'
import { command, Misuse } from '../command.ts'
import { amount } from '../output.ts'
import type { Session } from '../session.ts'
import { serverOptions } from '../settings.ts'
import { finishJob, untilApplied, untilInterrupted } from '../wait.ts'
import { suggestions, welcome } from '../welcome.ts'

export const demo = command({
  name: 'demo',
  summary: 'Load a coffee shop with customers, orders, ready segments and promotions',
  details:
    'The shop is drawn from a seed: the same seed, size and end give the same shop. Where it has been ' +
    'loaded already nothing is done; where there are customers of your own it is not loaded at all.',
  options: {
    customers: { type: 'string', value: 'N', says: 'How many; 5000 when left out' },
    seed: { type: 'string', value: 'N', says: 'Another one gives another shop; 1 when left out' },
    until: {
      type: 'string',
      value: 'DATE',
      says: "The day at whose midnight the story ends: today, in the shop's zone, when left out",
    },
    start: { type: 'boolean', says: 'Start the server and keep it running' },
    ...serverOptions,
  },
  examples: [
    { does: 'load it and stay', line: 'clientela demo --start' },
    { does: 'a larger one', line: 'clientela demo --customers 50000' },
  ],
  async run({ options }, session) {
    const plan = {
      customers: whole('customers', options['customers'], 5_000),
      seed: whole('seed', options['seed'], 1),
      day: dayOf(options['until']),
    }
    if (options['start'] !== true) {
      const shop = await load(session, plan)
      session.output.result(shop, () => suggestions(session.config.data))
      return
    }
    await stay(session, plan)
  },
})

type Plan = {
  readonly customers: number
  readonly seed: number
  readonly day: number | undefined
}

/** Serves from the start on, so that the shop can be watched while it is loaded. */
async function stay({ output, config, signal }: Session, plan: Plan): Promise<void> {
  output.progress('Starting', 0, undefined)
  const { startProgram } = await import('../../main.ts')
  const { makeSession } = await import('../session.ts')
  const program = await startProgram(config)
  const { session } = makeSession({ output, config, signal, server: program.server })
  try {
    // First, since loading takes a while and may be interrupted: a key is shown this once only.
    welcome(output, program)
    await load(session, plan)
    for (const line of suggestions(config.data)) output.say(line)
    await untilInterrupted(signal)
    output.say('Stopping …')
  } finally {
    await program.stop()
  }
}

/** What there is when it has been loaded; `loaded` is false where it was not, for the customers there. */
type Loaded = {
  readonly loaded: boolean
  readonly customers: number
  readonly events: number
  readonly segments: number
}

/** Each step is left out when it has been done: a second start, or one after a kill, goes on. */
async function load(session: Session, plan: Plan): Promise<Loaded> {
  const { output } = session
  const { loadDemoShop } = await import('../../main.ts')
  const shop = await loadDemoShop()
  const { items: lists } = await session.ask(session.routes.lists.list, {})
  if (!lists.some(({ name }) => name === shop.demoList)) {
    const { customers, events, segments, inbox } = await session.ask(session.routes.status.read, {})
    if (customers > 0 || inbox.waiting > 0) {
      output.say('There are customers here already: the demo shop is not loaded.')
      return { loaded: false, customers, events, segments }
    }
    await makeFields(session, shop)
    const arrived = await send(session, plan, shop)
    // Made last: it says that everything before it is safe.
    await session.ask(session.routes.lists.create, { body: { name: shop.demoList } })
    await untilApplied(session, arrived, 'Taking it in')
  }
  await makeCalculated(session)
  await makeSegments(session, shop)
  await makePromotions(session, shop)
  const { customers, events, segments } = await session.ask(session.routes.status.read, {})
  output.say(
    `The demo shop: ${amount(customers)} customers, ${amount(events)} events, ${amount(segments)} segments.`,
  )
  return { loaded: true, customers, events, segments }
}

/** The fields, and the flags that promotions need: before there is anybody, so that nothing is to be indexed. */
async function makeFields(
  session: Session,
  { demoFields, demoPromotedFields }: DemoShop,
): Promise<void> {
  const { items } = await session.ask(session.routes.fields.list, {})
  const known = new Set(items.map(({ name }) => name))
  for (const field of demoFields.filter(({ name }) => !known.has(name))) {
    const { name, label, type } = field
    const choices = 'choices' in field ? { choices: [...field.choices] } : {}
    const searchable = 'searchable' in field
    const body = { name, label, type, ...choices, filterable: true, searchable }
    await session.ask(session.routes.fields.create, { body })
  }
  for (const name of demoPromotedFields) {
    await session.ask(session.routes.fields.change, {
      params: { name },
      body: { searchable: true },
    })
  }
}

/** All that are offered to every shop: purchases in brief, engagement, age, stages, tiers. */
async function makeCalculated({ ask, routes }: Session): Promise<void> {
  const { items } = await ask(routes.calculated.ready, {})
  for (const { text, label, description } of items.filter(({ there }) => !there)) {
    await ask(routes.calculated.create, { body: { text, label, description } })
  }
}

/** Characters of an upload that are drawn at a time. */
const blockLength = 256 * 1024

async function send(session: Session, { customers, seed, day }: Plan, { demoArrivals }: DemoShop) {
  const shop = await session.ask(session.routes.shop.read, {})
  const zone = orRefuse(zoneOf(shop.timezone))
  const until = midnight(zone, day ?? localDay(zone, Date.now()))
  let drawn = 0
  /** In blocks, with room for all else between them: a signal must be heard while the shop is drawn. */
  async function* blocks(): AsyncGenerator<string> {
    let block = ''
    for (const arrival of demoArrivals({ customers, seed, until })) {
      if (arrival.kind === 'customers') drawn += arrival.customers.length
      block += `${JSON.stringify(arrival)}\n`
      if (block.length < blockLength) continue
      yield block
      block = ''
      session.output.progress('Drawing the shop', drawn, customers)
      await setImmediate(undefined, { signal: session.signal })
    }
    yield block
  }
  // Node's fetch takes any async iterable, which the type of a browser's does not know.
  const upload = Readable.from(blocks(), { objectMode: false }) as unknown as Upload
  const arrived = await session.ask(session.routes.arrivals.bulk, {}, { upload })
  session.output.clear()
  return arrived
}

async function makeSegments(session: Session, shop: DemoShop): Promise<void> {
  const { demoSegments } = shop
  const { items } = await session.ask(session.routes.segments.list, {})
  const known = new Set(items.map(({ name }) => name))
  const missing = demoSegments.filter(({ name }) => !known.has(name))
  if (missing.length === 0) return
  // Before the segments, so that it is not done again to a list that somebody has emptied since.
  await fillList(session, shop)
  for (const { name, condition } of missing) {
    await session.ask(session.routes.segments.create, { body: { name, text: condition } })
  }
  const job = await session.ask(session.routes.segments.refresh, { body: {} })
  await finishJob(session, job, 'Finding the members of its segments')
}

/** Those that are not there, and those that a kill left as drafts. */
async function makePromotions({ ask, routes }: Session, shop: DemoShop): Promise<void> {
  const { items } = await ask(routes.promotions.list, {})
  const known = new Map(items.map((each) => [each.name, each]))
  for (const { promotion, ...words } of shop.demoPromotions) {
    const body = { ...words, promotion: promotion as Readonly<Record<string, Json>> }
    const made = known.get(words.name) ?? (await ask(routes.promotions.create, { body }))
    if (made.state === 'draft') {
      await ask(routes.promotions.start, { params: { id: made.id }, body: {} })
    }
  }
}

/** Once: what was put on it is on it. A kill in between is made good by the next time. */
async function fillList(session: Session, { demoList, demoListed }: DemoShop): Promise<void> {
  const { ask, routes } = session
  const { items } = await ask(routes.lists.list, {})
  const id = items.find(({ name }) => name === demoList)?.id
  if (id === undefined) return
  const { inbox } = await ask(routes.status.read, {})
  const sent = { position: inbox.position, applied: inbox.waiting === 0 }
  await untilApplied(session, sent, 'Taking it in')
  let cursor: string | null = null
  do {
    const from: { cursor?: string } = cursor === null ? {} : { cursor }
    const body = { text: demoListed, limit: 1_000, ...from }
    const guests: Answer<typeof routes.segments.query> = await ask(routes.segments.query, { body })
    const add = guests.items.map((guest) => guest.id)
    const arrived = await ask(routes.lists.change, { params: { id }, body: { add } })
    await untilApplied(session, arrived, 'Putting together its list')
    cursor = guests.next
  } while (cursor !== null)
}

function whole(name: string, given: string | boolean | undefined, otherwise: number): number {
  if (typeof given !== 'string') return otherwise
  if (/^[1-9]\d{0,7}$/.test(given)) return Number(given)
  throw new Misuse(`--${name} is a whole number, not ${JSON.stringify(given)}`, 'Write it as 5000.')
}

/** Days since 1970-01-01. */
function dayOf(given: string | boolean | undefined): number | undefined {
  if (typeof given !== 'string') return undefined
  const ms = /^\d{4}-\d\d-\d\d$/.test(given) ? Date.parse(`${given}T00:00:00Z`) : Number.NaN
  if (!Number.isNaN(ms)) return ms / 86_400_000
  throw new Misuse(`--until is a date, not ${JSON.stringify(given)}`, 'Write it as 2026-11-21.')
}
