import { command, Misuse, type Given, type Option } from '../../command.ts'
import { confirmed } from '../../confirmed.ts'
import { amount, table } from '../../output.ts'
import type { Session } from '../../session.ts'
import { finishImport, type OrderImport } from '../../wait.ts'
import { makeFields, missingFields, pairs } from './columns.ts'
import { positionals } from './rows.ts'
import { asProperties, giveUp, send, sendAgain, sourceOf, type Wanted } from './sending.ts'
import { style, styleOf } from './style.ts'
import { saveTemplate, sayTemplate } from './template.ts'

const column = { type: 'string', required: true, unless: 'template', value: 'COLUMN' } as const
const pair = { type: 'string', multiple: true, value: 'NAME=COLUMN' } as const

const zone = {
  timezone: { type: 'string', value: 'ZONE', says: "Of times without a zone; else the shop's" },
} as const satisfies Record<string, Option>

const importOptions = {
  order: { ...column, says: 'The order id' },
  customer: { ...column, says: "The shop's own customer id" },
  time: { ...column, says: 'When it was ordered' },
  item: { ...column, says: 'The product id' },
  quantity: { ...column, says: 'How many; negative is given back' },
  price: { ...column, says: 'Of one' },
  identifier: {
    type: 'string',
    value: 'KIND',
    says: 'Kind of the customer id; user_id when left out',
  },
  'refund-prefix': { type: 'string', value: 'TEXT', says: 'Order ids that begin so are refunds' },
  field: { ...pair, says: 'A field of customers from a column' },
  property: { ...pair, says: 'A property of items from a column' },
  ...zone,
  sheet: { type: 'string', value: 'NAME', says: 'Of a workbook; else the first with a header' },
  ...style,
  template: {
    type: 'string',
    value: 'NAME',
    says: 'As this template says, but for what is said here: no column has to be named',
  },
  'save-template': {
    type: 'string',
    value: 'NAME',
    says: 'Keep how it is understood, for the next',
  },
  yes: { type: 'boolean', says: 'Do not ask: take the file as understood, make missing fields' },
} as const satisfies Record<string, Option>

export const importOrders = command({
  name: 'import orders',
  summary: 'Bring in orders from a file with one row an order line',
  details:
    'Rows of one order id become one order with items; orders that begin with the refund prefix, or have ' +
    'only negative quantities, become refunds. The same file twice changes nothing, and after an ' +
    'interruption the same command goes on. Rejected rows come back as a file with the reason of each.',
  positionals,
  options: importOptions,
  examples: [
    {
      does: 'a file of order lines',
      line:
        'clientela import orders orders.csv --order InvoiceNo --customer CustomerID --time InvoiceDate ' +
        '--item StockCode --quantity Quantity --price UnitPrice --refund-prefix C --field country=Country',
    },
    {
      does: 'the next one, by a template that --save-template kept of the first',
      line: 'clientela import orders december.csv --template "Loja ERP orders"',
    },
  ],
  async run({ positionals: [file = ''], options }, session) {
    const { template, 'save-template': keep } = options
    const wanted = optionsOf(options)
    const source = await sourceOf(file)
    const lacking = await missingFields(session, Object.keys(wanted.fields))
    if (!options.yes) demandSomebody(session, lacking)
    // Standard input can be sent only once.
    if (file === '-') await makeFields(session, lacking)
    const missing = file === '-' ? [] : lacking
    // A wrong column is found, and the file looked at, before any field is made of it.
    const looked = await send(session, source, { wanted: asProperties(wanted, missing), template })
    if (template === undefined) sayTemplate(session, looked)
    if (!options.yes) await askToGoOn(session, looked, missing)
    const ready =
      missing.length === 0
        ? looked
        : await sendAgain(session, source, { looked, missing, wanted, template })
    await keepAs(session, ready, keep)
    const begun = await session.ask(session.routes.imports.start, { params: { id: ready.id } })
    show(session, await finishImport(session, begun as OrderImport))
    await session.settled()
  },
})

type Typed = Given<typeof importOptions>['options']

/** What was typed, as the API takes it. */
function optionsOf(typed: Typed): Wanted {
  const { order, customer, time, item, quantity, price, identifier } = typed
  const { timezone, sheet, 'refund-prefix': refundPrefix } = typed
  const all = { order, customer, time, item, quantity, price, identifier, timezone, sheet }
  const said = Object.entries({ ...all, refundPrefix }).filter(([, text]) => text !== undefined)
  return {
    ...(Object.fromEntries(said) as Partial<Record<keyof typeof all, string>>),
    fields: pairs('field', typed.field),
    properties: pairs('property', typed.property),
    ...styleOf(typed),
  }
}

/** Keeps the template, or nothing of the import. */
async function keepAs(
  session: Session,
  ready: OrderImport,
  name: string | undefined,
): Promise<void> {
  try {
    await saveTemplate(session, ready, name)
  } catch (error) {
    await giveUp(session, ready)
    throw error
  }
}

/** Before anything is made or sent, where nobody could be asked about it. */
function demandSomebody({ interactive }: Session, missing: readonly string[]): void {
  if (interactive) return
  if (missing.length === 0) {
    throw new Misuse('Nobody is there to say whether the file was understood', 'Say --yes.')
  }
  throw new Misuse(
    `There is no field ${missing.join(', ')}`,
    `Say --yes to have it made as text, or \`clientela fields create ${missing[0]} --type TYPE\`.`,
  )
}

async function askToGoOn(
  session: Session,
  looked: OrderImport,
  missing: readonly string[],
): Promise<void> {
  const { output } = session
  if (looked.detection !== null) {
    const { encoding, delimiter, decimal, dates, columns, sample } = looked.detection
    output.say(`${encoding}, cells between ${JSON.stringify(delimiter)}, 1${decimal}5, ${dates}`)
    for (const line of table([columns, ...sample])) output.say(output.dim(line))
  }
  const make = `Make the text field ${missing.join(', ')}?`
  if (!(await confirmed('Is the file understood rightly?'))) {
    await giveUp(session, looked)
    throw new Misuse(
      'Nothing was brought in',
      'Say what is different: --delimiter, --decimal, --dates …',
    )
  }
  if (missing.length === 0 || (await confirmed(make))) return
  await giveUp(session, looked)
  throw new Misuse(
    'Nothing was brought in',
    `Make it as it is to be: \`clientela fields create ${missing[0]} --type TYPE\`.`,
  )
}

function show(session: Session, { result }: OrderImport): void {
  if (result === null) return
  session.output.result(result, () => [
    `${amount(result.rows)} rows, ${amount(result.rejected)} rejected`,
    `${amount(result.customers)} customers, ${amount(result.orders)} orders, ${amount(result.refunds)} refunds`,
    ...(result.rejectedFile === null ? [] : [`The rejected rows: ${result.rejectedFile}`]),
  ])
}
