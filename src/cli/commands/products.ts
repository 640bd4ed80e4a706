import type { Answer } from '../../api/route.ts'
import type { Routes } from '../../api/routes.ts'
import { command } from '../command.ts'
import { asText, listing, table } from '../output.ts'
import { untilApplied } from '../wait.ts'
import { listingOf, listOptions, settings } from '../references.ts'

type Product = Answer<Routes['products']['read']>

export const products = command({
  name: 'products',
  summary: 'List products, by search and by a condition on their fields',
  positionals: [
    { name: 'CONDITION', optional: true, says: 'Which, in words; all of them when left out' },
  ],
  options: listOptions,
  examples: [
    { does: 'the cheapest', line: 'clientela products --sort price' },
    { does: 'some of them', line: `clientela products 'price < 50 and roast = "dark"'` },
  ],
  async run({ positionals: [text], options }, { ask, output, routes }) {
    const found = await ask(routes.products.list, { query: listingOf(text, options) })
    output.result(found, () => [
      ...listing(
        ['ID', 'NAME', 'CATEGORY', 'BRAND', 'PRICE', 'STOCK'],
        found.items.map(({ id, name, category, brand, price, stock }) =>
          [id, name, category, brand, price, stock].map(asText),
        ),
        'No product is so. They come by: clientela import products FILE',
      ),
      ...(found.next === null ? [] : [output.dim(`more: --cursor ${found.next}`)]),
    ])
  },
})

const byId = [{ name: 'ID', says: 'Of the product' }] as const

export const productsShow = command({
  name: 'products show',
  summary: 'Show a product, with its fields and variants',
  positionals: byId,
  options: {},
  examples: [{ does: 'one', line: 'clientela products show CAFE-01' }],
  async run({ positionals: [id = ''] }, { ask, output, routes }) {
    const product = await ask(routes.products.read, { params: { id } })
    output.result(product, () => [output.bold(`product ${id}`), ...linesOf(product)])
  },
})

export const productsSet = command({
  name: 'products set',
  summary: 'Change what is said of a product',
  details:
    "Names are those of the product's fields, the shop's own too. A value is text, or JSON where it reads " +
    'as such (`12.5`, `true`, `["a","b"]`); an empty one takes the value away.',
  positionals: [
    ...byId,
    { name: 'FIELD=VALUE', says: 'What it is to be; as many as are wanted', many: true },
  ],
  options: {},
  examples: [{ does: 'two of them', line: 'clientela products set CAFE-01 price=39.9 roast=dark' }],
  async run({ positionals: [id = '', ...given] }, session) {
    const { ask, output, routes } = session
    const fields = settings(given)
    const answer = await ask(routes.products.change, { params: { id }, body: { fields } })
    if ('position' in answer) await untilApplied(session, answer, 'Writing it down')
    const product = await ask(routes.products.read, { params: { id } })
    output.result(product, () => [`${id} is changed`])
  },
})

export const productsDelete = command({
  name: 'products delete',
  summary: 'Take a product away; events that name it stay',
  positionals: byId,
  options: {},
  examples: [{ does: 'one', line: 'clientela products delete CAFE-01' }],
  async run({ positionals: [id = ''] }, session) {
    const { ask, output, routes } = session
    const arrived = await ask(routes.products.remove, { params: { id } })
    await untilApplied(session, arrived, 'Writing it down')
    output.result({ ok: true }, () => [`${id} is gone`])
  },
})

function linesOf({ fields, variants, unknown, tags, ...own }: Product): string[] {
  return [
    ...table([
      ...Object.entries({ ...own, tags: tags.join(', ') })
        .map(([name, value]) => [name, asText(value)])
        .filter(([, text]) => text !== ''),
      ...Object.entries(fields).map(([name, value]) => [
        name,
        `${asText(value)}${unknown.includes(name) ? ' (no field)' : ''}`,
      ]),
    ]),
    ...(variants.length === 0
      ? []
      : table([
          ['VARIANT', 'NAME', 'PRICE', 'STOCK'],
          ...variants.map((each) => [each.id, each.name, each.price, each.stock].map(asText)),
        ])),
  ]
}
