import type { Routes } from '../../api/routes.ts'
import type { Answer } from '../../api/route.ts'
import { didYouMean } from '../../domain/suggest.ts'
import { command, Misuse } from '../command.ts'
import { asText, listing, table } from '../output.ts'
import type { Session } from '../session.ts'
import { atOption, conditionPositional, questionOf } from './segments/question.ts'

type Customer = Answer<Routes['customers']['read']>
type Listed = Answer<Routes['customers']['query']>['items'][number]

export const customers = command({
  name: 'customers',
  summary: 'List customers, by search and by a condition',
  positionals: [
    { name: 'CONDITION', optional: true, says: 'Who, in words; everyone when left out' },
  ],
  options: {
    search: { type: 'string', value: 'TEXT', says: 'In searchable fields and identifiers' },
    sort: { type: 'string', value: 'FIELD', says: 'created, updated or a filterable field' },
    order: { type: 'string', choices: ['asc', 'desc'], says: 'desc when left out' },
    calculated: {
      type: 'string',
      value: 'NAMES',
      says: 'Calculated fields to be shown too, separated by commas',
    },
    columns: {
      type: 'string',
      value: 'NAMES',
      says: 'Fields and calculated fields to be shown in place of the usual ones, separated by commas',
    },
    limit: { type: 'string', value: 'N', says: 'How many; 20 when left out' },
    cursor: { type: 'string', value: 'CURSOR', says: 'Where the page before ended' },
  },
  examples: [
    { does: 'the newest', line: 'clientela customers' },
    { does: 'somebody', line: 'clientela customers --search silva' },
    { does: 'what they spent', line: 'clientela customers --columns name,city,spend_90' },
  ],
  async run({ positionals: [text], options }, session) {
    const { ask, output, routes } = session
    const { search, sort, cursor } = options
    const columns = options.columns === undefined ? undefined : namesIn(options.columns)
    const names = await workedAmong(session, columns, namesIn(options.calculated ?? ''))
    const body = {
      limit: options.limit ?? 20,
      order: options.order === 'asc' ? ('asc' as const) : ('desc' as const),
      ...(text === undefined ? {} : { text }),
      ...(search === undefined ? {} : { search }),
      ...(sort === undefined ? {} : { sort }),
      ...(cursor === undefined ? {} : { cursor }),
      ...(names.length === 0 ? {} : { calculated: names.join(',') }),
    }
    const found = await ask(routes.customers.query, { body })
    output.result(found, () => [
      ...listing(
        columns === undefined
          ? ['ID', 'NAME', 'E-MAIL', 'CITY', 'CREATED', ...names.map((name) => name.toUpperCase())]
          : ['ID', ...columns.map((name) => name.toUpperCase())],
        found.items.map((item) =>
          columns === undefined
            ? [...row(item), ...names.map((name) => asText(item.calculated?.[name] ?? ''))]
            : [item.id, ...columns.map((name) => cellOf(item, name))],
        ),
        'Nobody is so. Customers come by: clientela import customers FILE',
      ),
      ...(found.next === null ? [] : [output.dim(`more: --cursor ${found.next}`)]),
    ])
  },
})

function namesIn(text: string): readonly string[] {
  return text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
}

/** The calculated fields to be worked out: those asked for, and those among the columns. */
async function workedAmong(
  { ask, routes }: Session,
  columns: readonly string[] | undefined,
  asked: readonly string[],
): Promise<readonly string[]> {
  if (columns === undefined) return asked
  const [fields, calculated] = await Promise.all([
    ask(routes.fields.list, { query: { of: 'customer' } }),
    ask(routes.calculated.list, {}),
  ])
  const worked = new Set(
    calculated.items.filter(({ archived }) => !archived).map(({ name }) => name),
  )
  const stored = new Set(fields.items.map(({ name }) => name))
  const unknown = columns.find((name) => !worked.has(name) && !stored.has(name) && !ofHer.has(name))
  if (unknown !== undefined) {
    const known = [...stored, ...worked, ...ofHer]
    const fix = didYouMean(unknown, known, 'See them by: clientela fields; clientela calculated.')
    throw new Misuse(`There is no column ${JSON.stringify(unknown)}`, fix)
  }
  return [...new Set([...asked, ...columns.filter((name) => worked.has(name))])]
}

/** What every customer has beside her fields. */
const ofHer: ReadonlySet<string> = new Set(['created', 'updated', 'known'])

function cellOf(item: Customer | Listed, name: string): string {
  const own: Readonly<Record<string, unknown>> = { ...item }
  const value = item.calculated?.[name] ?? item.fields[name] ?? (ofHer.has(name) ? own[name] : '')
  return asText(value ?? '')
}

export const customersShow = command({
  name: 'customers show',
  summary: 'Show a customer: fields, identifiers, segments, latest events',
  positionals: [{ name: 'ID', says: 'The id, or KIND:VALUE as user_id:17850' }],
  options: {},
  examples: [{ does: "by the shop's own id", line: 'clientela customers show user_id:17850' }],
  async run({ positionals: [given = ''] }, { ask, output, routes }) {
    const customer = await find(given, { ask, routes })
    const params = { id: customer.id }
    const [segments, events] = await Promise.all([
      ask(routes.customers.segments, { params }),
      ask(routes.customers.events, { params, query: { limit: 10 } }),
    ])
    const shown = { ...customer, segments: segments.items, events: events.items }
    output.result(shown, () => [
      output.bold(`customer ${customer.id}`),
      ...table([
        ...Object.entries(customer.identifiers).map(([kind, all]) => [kind, all.join(', ')]),
        ...Object.entries(customer.fields).map(([name, value]) => [name, asText(value)]),
        ...Object.entries(customer.place).map(([name, value]) => [`place.${name}`, asText(value)]),
        ...Object.entries(customer.calculated ?? {}).map(([name, value]) => [
          name,
          value === null ? '' : asText(value),
        ]),
        ['segments', segments.items.map(({ name }) => name).join(', ')],
      ]),
      ...table(events.items.map(({ time, name, channel }) => [time, name, channel])),
    ])
  },
})

export const customersHistory = command({
  name: 'customers history',
  summary:
    'Show what became of a customer: values, identifiers, who said so and when, latest first',
  positionals: [{ name: 'ID', says: 'The id, or KIND:VALUE as user_id:17850' }],
  options: {
    limit: { type: 'string', value: 'N', says: 'How many; 20 when left out' },
    cursor: { type: 'string', value: 'CURSOR', says: 'Where the page before ended' },
  },
  examples: [{ does: 'the latest', line: 'clientela customers history user_id:17850' }],
  async run({ positionals: [given = ''], options }, { ask, output, routes }) {
    const { id } = await find(given, { ask, routes })
    const { limit = 20, cursor } = options
    const query = { limit, ...(cursor === undefined ? {} : { cursor }) }
    const history = await ask(routes.customers.history, { params: { id }, query })
    output.result(history, () => [
      ...table([['NOTICED', 'WHAT', 'BEFORE', 'AFTER', 'BY'], ...history.items.map(historyRow)]),
      ...(history.next === null ? [] : [output.dim(`more: --cursor ${history.next}`)]),
    ])
  },
})

export const customersMeets = command({
  name: 'customers meets',
  summary: 'Ask whether one customer meets a condition, or is in a saved segment',
  positionals: [
    { name: 'ID', says: 'The id, or KIND:VALUE as user_id:17850' },
    conditionPositional,
  ],
  options: { at: atOption },
  examples: [
    { does: 'now', line: `clientela customers meets user_id:17850 'country = "PT"'` },
    {
      does: 'was she in it at the end of 2025',
      line: `clientela customers meets user_id:17850 @VIP --at 2026-01-01T00:00:00Z`,
    },
  ],
  async run({ positionals: [given = '', text = ''], options }, session) {
    const { ask, output, routes } = session
    const body = await questionOf(session, text, options.at)
    const { id } = await find(given, { ask, routes })
    const answer = await ask(routes.customers.meets, { params: { id }, body })
    output.result({ customer: id, ...answer }, () => [
      answer.meets ? 'yes' : 'no',
      answer.until === null
        ? 'That stays so as long as nothing more arrives.'
        : `Until ${answer.until}, if nothing more arrives.`,
    ])
  },
})

/** The customer of that id, of that e-mail, or of that identifier as `user_id:17850`. */
export async function find(
  given: string,
  { ask, routes }: Pick<Session, 'ask' | 'routes'>,
): Promise<Customer> {
  const colon = given.indexOf(':')
  if (/^\d+$/.test(given)) return await ask(routes.customers.read, { params: { id: given } })
  if (colon < 0 && given.includes('@')) {
    return await ask(routes.customers.find, { params: { kind: 'email', value: given } })
  }
  if (colon <= 0) {
    throw new Misuse(
      `${JSON.stringify(given)} names no customer`,
      'Give the id, an e-mail, or KIND:VALUE as user_id:17850.',
    )
  }
  const params = { kind: given.slice(0, colon), value: given.slice(colon + 1) }
  return await ask(routes.customers.find, { params })
}

function row({ id, fields, created }: Pick<Customer, 'id' | 'fields' | 'created'>): string[] {
  return [
    id,
    ...['name', 'email', 'city'].map((name) => asText(fields[name])),
    created.slice(0, 10),
  ]
}

type HistoryEntry = Answer<Routes['customers']['history']>['items'][number]

function historyRow(entry: HistoryEntry): string[] {
  const run = entry.import === null ? '' : `import ${entry.import}`
  const when = entry.noticed
  switch (entry.what) {
    case 'value':
      return [when, entry.field, asText(entry.old), asText(entry.new), run || entry.source]
    case 'identifier':
      return [when, `identifier ${entry.kind}`, '', entry.value, run]
    case 'identifier lost':
      return [when, `identifier ${entry.kind}`, entry.value, '', run]
    case 'made':
    case 'removed':
      return [when, entry.what, '', '', run]
  }
}
