import { command } from '../command.ts'
import { viewNamed } from '../named.ts'
import { asText, listing, table } from '../output.ts'

export const views = command({
  name: 'views',
  summary: 'List the saved views of customers',
  options: {},
  examples: [{ does: 'all of them', line: 'clientela views' }],
  async run(_given, { ask, output, routes }) {
    const { items } = await ask(routes.views.list, {})
    output.result(items, () =>
      listing(
        ['ID', 'NAME', 'WHO', 'SEARCH', 'SORT'],
        items.map(({ id, name, text, condition, search, sort, order }) => [
          String(id),
          name,
          text ?? (condition === null ? 'everyone' : 'what is gone'),
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
  summary: 'Show the customers of a saved view, with its columns',
  positionals: [{ name: 'NAME', says: 'Of the view, or its id' }],
  options: {
    limit: { type: 'string', value: 'N', says: 'How many; 20 when left out' },
    cursor: { type: 'string', value: 'CURSOR', says: 'Where the page before ended' },
  },
  examples: [{ does: 'the first of it', line: 'clientela views show Recife' }],
  async run({ positionals: [given = ''], options }, session) {
    const { ask, output, routes } = session
    const { id, columns } = await viewNamed(session, given)
    const { cursor } = options
    const query = { limit: options.limit ?? 20, ...(cursor === undefined ? {} : { cursor }) }
    const found = await ask(routes.views.customers, { params: { id }, query })
    const shown = columns.length === 0 ? ['name', 'email', 'city'] : columns
    output.result(found, () => [
      ...table([
        ['ID', ...shown.map((name) => name.toUpperCase())],
        ...found.items.map(({ id: customer, fields }) => [
          customer,
          ...shown.map((name) => asText(fields[name])),
        ]),
      ]),
      ...(found.next === null ? [] : [output.dim(`more: --cursor ${found.next}`)]),
    ])
  },
})

export const viewsCreate = command({
  name: 'views create',
  summary: 'Save a way of looking at the customers',
  positionals: [
    { name: 'NAME', says: 'What it is to be called' },
    { name: 'CONDITION', optional: true, says: 'Who, in words; everyone when left out' },
  ],
  options: {
    search: { type: 'string', value: 'TEXT', says: 'In searchable fields and identifiers' },
    sort: { type: 'string', value: 'FIELD', says: 'created, updated or a filterable field' },
    order: { type: 'string', choices: ['asc', 'desc'], says: 'desc when left out' },
    column: { type: 'string', multiple: true, value: 'FIELD', says: 'What is shown of each' },
  },
  examples: [
    {
      does: 'the latest of a city',
      line: `clientela views create Recife 'city = "Recife"' --column name --column email`,
    },
  ],
  async run({ positionals: [name = '', text], options }, { ask, output, routes }) {
    const { search, sort, order, column } = options
    const body = {
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
  options: {},
  examples: [{ does: 'one', line: 'clientela views delete Recife' }],
  async run({ positionals: [given = ''] }, session) {
    const { ask, output, routes } = session
    const { id, name } = await viewNamed(session, given)
    output.result(await ask(routes.views.remove, { params: { id } }), () => [`${name} is gone`])
  },
})
