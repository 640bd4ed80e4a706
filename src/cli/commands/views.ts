import { fieldOwners, type FieldOf } from '../../domain/customer/field.ts'
import { command } from '../command.ts'
import { viewNamed, type View } from '../named.ts'
import type { Session } from '../session.ts'
import { asText, listing, table } from '../output.ts'

const of = {
  type: 'string',
  choices: fieldOwners,
  says: 'Whom it shows; customers when left out',
} as const

export const views = command({
  name: 'views',
  summary: 'List the saved views of customers, products or places',
  options: { of },
  examples: [{ does: 'all of them', line: 'clientela views' }],
  async run({ options }, { ask, output, routes }) {
    const { items } = await ask(routes.views.list, { query: { of: ownerOf(options.of) } })
    output.result(items, () =>
      listing(
        ['ID', 'NAME', 'WHICH', 'SEARCH', 'SORT'],
        items.map(({ id, name, text, condition, search, sort, order }) => [
          String(id),
          name,
          text ?? (condition === null ? 'all' : 'what is gone'),
          search,
          `${sort} ${order}`,
        ]),
        'There is no view yet: clientela views create NAME',
      ),
    )
  },
})

export const viewsShow = command({
  name: 'views show',
  summary: 'Show the customers, products or places of a saved view, with its columns',
  positionals: [{ name: 'NAME', says: 'Of the view, or its id' }],
  options: {
    of,
    limit: { type: 'string', value: 'N', says: 'How many; 20 when left out' },
    cursor: { type: 'string', value: 'CURSOR', says: 'Where the page before ended' },
  },
  examples: [
    { does: 'the first of it', line: 'clientela views show Recife' },
    { does: 'of products', line: 'clientela views show "Out of stock" --of product' },
  ],
  async run({ positionals: [given = ''], options }, session) {
    const { output } = session
    const view = await viewNamed(session, given, ownerOf(options.of))
    const { cursor } = options
    const query = { limit: options.limit ?? 20, ...(cursor === undefined ? {} : { cursor }) }
    const found = await itemsOf(session, view, query)
    const shown = view.columns.length === 0 ? usualColumns[view.of] : view.columns
    output.result(found, () => [
      ...table([
        ['ID', ...shown.map((name) => name.toUpperCase())],
        ...found.items.map(({ id, fields, ...own }) => [
          id,
          ...shown.map((name) =>
            asText(fields[name] ?? worked(own)[name] ?? own[name as keyof typeof own]),
          ),
        ]),
      ]),
      ...(found.next === null ? [] : [output.dim(`more: --cursor ${found.next}`)]),
    ])
  },
})

/** What calculated fields say of a customer. */
function worked(own: object): Readonly<Record<string, unknown>> {
  return 'calculated' in own ? ((own.calculated ?? {}) as Record<string, unknown>) : {}
}

const usualColumns = {
  customer: ['name', 'email', 'city'],
  product: ['name', 'category', 'price'],
  place: ['name'],
} as const satisfies Record<FieldOf, readonly string[]>

type Query = { readonly limit: number | string; readonly cursor?: string }

async function itemsOf({ ask, routes }: Session, { id, of: kind }: View, query: Query) {
  const asked = { params: { id }, query }
  if (kind === 'product') return await ask(routes.views.products, asked)
  if (kind === 'place') return await ask(routes.views.places, asked)
  return await ask(routes.views.customers, asked)
}

export const viewsCreate = command({
  name: 'views create',
  summary: 'Save a way of looking at the customers, products or places',
  positionals: [
    { name: 'NAME', says: 'What it is to be called' },
    { name: 'CONDITION', optional: true, says: 'Which, in words; all of them when left out' },
  ],
  options: {
    of,
    search: { type: 'string', value: 'TEXT', says: 'In searchable fields and identifiers' },
    sort: {
      type: 'string',
      value: 'FIELD',
      says: 'created, updated or a filterable field; of products and places id or such a field',
    },
    order: {
      type: 'string',
      choices: ['asc', 'desc'],
      says: 'When left out desc, and asc of products and places',
    },
    column: {
      type: 'string',
      multiple: true,
      value: 'FIELD',
      says: 'What is shown of each; of customers calculated fields too',
    },
  },
  examples: [
    {
      does: 'the latest of a city',
      line: `clientela views create Recife 'city = "Recife"' --column name --column email`,
    },
    {
      does: 'products',
      line: `clientela views create "Out of stock" 'stock = 0' --of product --column name`,
    },
  ],
  async run({ positionals: [name = '', text], options }, { ask, output, routes }) {
    const { search, sort, order, column } = options
    const body = {
      of: ownerOf(options.of),
      name,
      columns: [...column],
      ...(text === undefined ? {} : { text }),
      ...(search === undefined ? {} : { search }),
      ...(sort === undefined ? {} : { sort }),
      ...(order === undefined
        ? {}
        : { order: order === 'asc' ? ('asc' as const) : ('desc' as const) }),
    }
    const view = await ask(routes.views.create, { body })
    output.result(view, () => [`${view.name} (${view.id}) is there`])
  },
})

export const viewsDelete = command({
  name: 'views delete',
  summary: 'Delete a saved view',
  positionals: [{ name: 'NAME', says: 'Of the view, or its id' }],
  options: { of },
  examples: [{ does: 'one', line: 'clientela views delete Recife' }],
  async run({ positionals: [given = ''], options }, session) {
    const { ask, output, routes } = session
    const { id, name } = await viewNamed(session, given, ownerOf(options.of))
    output.result(await ask(routes.views.remove, { params: { id } }), () => [`${name} is gone`])
  },
})

function ownerOf(given: string | undefined): FieldOf {
  return fieldOwners.find((each) => each === given) ?? 'customer'
}
