import { random } from '../agree/random.ts'

/** The columns of the files, as the command takes them. */
export const columns = [
  '--order=InvoiceNo',
  '--customer=CustomerID',
  '--time=InvoiceDate',
  '--item=StockCode',
  '--quantity=Quantity',
  '--price=UnitPrice',
  '--refund-prefix=C',
  '--field',
  'country=Country',
  '--property',
  'description=Description',
  '--timezone',
  'America/Sao_Paulo',
  '--yes',
] as const

const header = 'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country'
const countries = ['Brasil', 'Perú', 'Côte d’Ivoire', 'Portugal', '"Korea, South"']

/** The promotion that a cluster is made with. */
export const partnersPrices = {
  name: 'Prices of partners',
  benefit: { type: 'percent', percent: 10 },
} as const

type Order = { readonly id: string; readonly customer: string; readonly lines: string[][] }

/**
 * Two files of a shop's order lines: about 7,000 lines, with refunds by prefix and by sign, orders that
 * give something back, equal lines, orders of price zero, orders of two minutes, and rows that are to be
 * rejected; then a later one of a third of the size with orders that have changed, are as they were, and
 * are new.
 */
export function shopFiles(seed: number): { readonly first: string; readonly second: string } {
  const chance = random(seed)
  const orders = Array.from({ length: 1_500 }, (_, i) => orderOf(i, chance))
  const later = [
    ...orders.slice(0, 200),
    ...orders.slice(200, 300).map((order) => changed(order)),
    ...Array.from({ length: 200 }, (_, i) => orderOf(1_500 + i, chance)),
  ]
  return { first: fileOf(orders, chance.below(1_000)), second: fileOf(later, 7) }
}

type Chance = ReturnType<typeof random>

function orderOf(i: number, { below, chance, pick, many }: Chance): Order {
  const refund = chance(0.1)
  const negative = refund && chance(0.3)
  // Later orders bring customers whom the earlier ones did not name.
  const customer = String(12_000 + below(150 + i / 10))
  const day = String(1 + below(28)).padStart(2, '0')
  const month = String(1 + below(12)).padStart(2, '0')
  const hour = String(8 + below(12)).padStart(2, '0')
  const lines = many(1, 8, () => {
    const quantity = 1 + below(12)
    const back = refund || chance(0.02)
    const time = `2024-${month}-${day} ${hour}:${String(10 + (chance(0.1) ? 1 : 0))}`
    const price = chance(0.03) ? '0' : `${below(80)}.${below(100)}`
    const item = below(200)
    return [`P${item}`, `Café nº ${item}`, String(back ? -quantity : quantity), time, price]
  })
  if (chance(0.05)) lines.push([...(lines[0] ?? [])])
  const id = refund && !negative ? `C${500_000 + i}` : String(500_000 + i)
  const country = pick(countries)
  return { id, customer, lines: lines.map((line) => [...line, country]) }
}

function changed({ id, customer, lines }: Order): Order {
  const [first = [], ...rest] = lines
  const dearer = [...first.slice(0, 4), '99.95', ...first.slice(5)]
  return { id, customer, lines: [dearer, ...rest, [...dearer]] }
}

function fileOf(orders: readonly Order[], salt: number): string {
  const rows = orders.flatMap(({ id, customer, lines }) =>
    lines.map(([item, text, quantity, time, price, country]) =>
      [id, item, text, quantity, time, price, customer, country].join(','),
    ),
  )
  const bad = Array.from({ length: 150 }, (_, i) => rejectedRow(i, salt))
  const every = Math.floor(rows.length / bad.length)
  const mixed = bad.flatMap((row, i) => [...rows.slice(i * every, (i + 1) * every), row])
  return [header, ...mixed, ...rows.slice(bad.length * every), ''].join('\n')
}

/** No customer, no number, no time, or one order of two customers. */
function rejectedRow(i: number, salt: number): string {
  const id = 900_000 + i + salt
  switch (i % 5) {
    case 0:
      return `${id},P1,Sem cliente,1,2024-01-01 10:00,1,,Brasil`
    case 1:
      return `${id},P1,"Nenhum, ""número""",muitos,2024-01-01 10:00,1,12001,Brasil`
    case 2:
      return `${id},P1,Nunca,1,2024-02-31 10:00,1,12001,Brasil`
    case 3:
      return `${800_000 + i},P1,De dois,1,2024-01-01 10:00,1,12001,Brasil`
    default:
      return `${800_000 + i - 1},P1,De dois,1,2024-01-01 10:00,1,12002,Brasil`
  }
}
