import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Upload } from '../../../api/client.ts'
import { failure, Refusal } from '../../../domain/failure.ts'
import { command, Misuse, type Option } from '../../command.ts'
import { confirmed } from '../../confirmed.ts'
import { amount, table } from '../../output.ts'
import type { Session } from '../../session.ts'
import { finishImport, type Import } from '../../wait.ts'
import { ensureFields, pairs } from './columns.ts'

const column = { type: 'string', required: true, value: 'COLUMN' } as const
const pair = { type: 'string', multiple: true, value: 'NAME=COLUMN' } as const

const style = {
  timezone: { type: 'string', value: 'ZONE', says: "Of times without a zone; else the shop's" },
  delimiter: { type: 'string', value: 'CHARACTER', says: 'Between cells; else detected' },
  encoding: { type: 'string', value: 'NAME', says: 'utf-8, windows-1252 …; else detected' },
  decimal: { type: 'string', choices: ['.', ','], says: 'Before the decimals; else detected' },
  dates: { type: 'string', choices: ['dmy', 'mdy', 'ymd'], says: 'Order in dates; else detected' },
} as const satisfies Record<string, Option>

export const importOrders = command({
  name: 'import orders',
  summary: 'Bring in orders from a CSV file with one row an order line',
  details:
    'Rows of one order id become one order with items; orders that begin with the refund prefix, or have ' +
    'only negative quantities, become refunds. The same file twice changes nothing, and after an ' +
    'interruption the same command goes on. Rejected rows come back as a file with the reason of each.',
  positionals: [{ name: 'FILE', says: 'CSV, gzip too' }],
  options: {
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
    ...style,
    yes: { type: 'boolean', says: 'Do not ask: take the file as understood, make missing fields' },
  },
  examples: [
    {
      does: 'a file of order lines',
      line:
        'clientela import orders orders.csv --order InvoiceNo --customer CustomerID --time InvoiceDate ' +
        '--item StockCode --quantity Quantity --price UnitPrice --refund-prefix C --field country=Country',
    },
  ],
  async run({ positionals: [file = ''], options }, session) {
    const fields = pairs('field', options.field)
    const bytes = await sizeOf(file)
    await ensureFields(session, Object.keys(fields), options.yes)
    const { order, customer, time, item, quantity, price, identifier } = options
    const { timezone, delimiter, encoding, decimal, dates } = options
    const refundPrefix = options['refund-prefix']
    const made = await session.ask(session.routes.imports.create, {
      body: {
        kind: 'orders',
        fileName: basename(file),
        options: {
          order,
          customer,
          time,
          item,
          quantity,
          price,
          fields,
          properties: pairs('property', options.property),
          ...(identifier === undefined ? {} : { identifier }),
          ...(refundPrefix === undefined ? {} : { refundPrefix }),
          ...(timezone === undefined ? {} : { timezone }),
          ...(delimiter === undefined ? {} : { delimiter }),
          ...(encoding === undefined ? {} : { encoding }),
          ...(decimal === undefined ? {} : { decimal: decimal as '.' | ',' }),
          ...(dates === undefined ? {} : { dates: dates as 'dmy' | 'mdy' | 'ymd' }),
        },
      },
    })
    const ready = await upload(session, made.id, file, bytes)
    if (!options.yes) await askToGoOn(session, ready)
    const begun = await session.ask(session.routes.imports.start, { params: { id: made.id } })
    show(session, await finishImport(session, begun))
    await session.settled()
  },
})

async function sizeOf(file: string): Promise<number> {
  const found = await stat(file).catch(() => undefined)
  if (found?.isFile() === true) return found.size
  throw new Refusal(
    failure('not_found', `There is no file ${JSON.stringify(file)}`, { where: 'FILE' }),
  )
}

async function upload(session: Session, id: number, file: string, bytes: number): Promise<Import> {
  const source = createReadStream(file, { highWaterMark: 1024 * 1024 })
  let sent = 0
  source.on('data', (chunk) => {
    sent += chunk.length
    session.output.progress('Sending', sent, bytes)
  })
  // Node's fetch takes any async iterable, which the type of a browser's does not know.
  const body = source as unknown as Upload
  return await session.ask(session.routes.imports.upload, { params: { id } }, { upload: body })
}

async function askToGoOn(session: Session, { detection }: Import): Promise<void> {
  const { output } = session
  if (!session.interactive) {
    throw new Misuse('Nobody is there to say whether the file was understood', 'Say --yes.')
  }
  if (detection !== null) {
    const { encoding, delimiter, decimal, dates, columns, sample } = detection
    output.say(`${encoding}, cells between ${JSON.stringify(delimiter)}, 1${decimal}5, ${dates}`)
    for (const line of table([columns, ...sample])) output.say(output.dim(line))
  }
  if (!(await confirmed('Is the file understood rightly?'))) {
    throw new Misuse(
      'Nothing was brought in',
      'Say what is different: --delimiter, --decimal, --dates …',
    )
  }
}

function show(session: Session, { result }: Import): void {
  if (result === null) return
  session.output.result(result, () => [
    `${amount(result.rows)} rows, ${amount(result.rejected)} rejected`,
    `${amount(result.customers)} customers, ${amount(result.orders)} orders, ${amount(result.refunds)} refunds`,
    ...(result.rejectedFile === null ? [] : [`The rejected rows: ${result.rejectedFile}`]),
  ])
}
