/** Kinds of customers planted in the demo shop, so that segmentation has something to find. */
export type Persona = {
  readonly name: string
  /** Share of all customers. */
  readonly weight: number
  /** Visits to site or app in a month of full interest. */
  readonly visits: number
  /** Chance that a visit ends with something in the cart, and that a cart becomes an order. */
  readonly adds: number
  readonly buys: number
  /** Product ids drawn from, with weights. */
  readonly taste: readonly (readonly [string, number])[]
  /** Items of one line. */
  readonly quantity: readonly [number, number]
  readonly coupon: number
  readonly opensMail: number
  /** Months after which interest fades to a twentieth; none: it stays. */
  readonly lapsesAfter?: number
  /** Buys mostly in the weeks before Mother's Day, Valentine's (June in Brazil) and Christmas. */
  readonly gifts?: boolean
  readonly subscribes?: number
}

const dark = [
  ['CAF-001', 6],
  ['CAF-002', 5],
  ['CAF-003', 4],
  ['CAF-004', 3],
  ['EQP-005', 1],
] as const
const light = [
  ['CAF-009', 5],
  ['CAF-010', 5],
  ['CAF-011', 4],
  ['CAF-012', 2],
  ['EQP-003', 1],
  ['CUR-003', 1],
] as const
const medium = [
  ['CAF-005', 6],
  ['CAF-006', 4],
  ['CAF-007', 5],
  ['CAF-008', 2],
  ['EQP-001', 1],
  ['EQP-002', 1],
] as const
const bulk = [
  ['CAF-101', 4],
  ['CAF-105', 5],
  ['CAF-106', 3],
] as const
const gifts = [
  ['PRE-001', 5],
  ['PRE-002', 4],
  ['PRE-003', 3],
  ['CUR-002', 1],
] as const

const ordinary = { adds: 0.22, buys: 0.55, quantity: [1, 2], coupon: 0.08, opensMail: 0.3 } as const

export const personas: readonly Persona[] = [
  {
    ...ordinary,
    name: 'dark-roast loyalist',
    weight: 16,
    visits: 2.6,
    adds: 0.32,
    buys: 0.72,
    taste: dark,
    quantity: [1, 3],
    subscribes: 0.25,
  },
  {
    ...ordinary,
    name: 'light and fruity explorer',
    weight: 14,
    visits: 3,
    taste: light,
    opensMail: 0.55,
    subscribes: 0.15,
  },
  { ...ordinary, name: 'everyday drinker', weight: 24, visits: 1.6, taste: medium },
  {
    ...ordinary,
    name: 'bulk buyer',
    weight: 6,
    visits: 1.2,
    adds: 0.4,
    buys: 0.8,
    taste: bulk,
    quantity: [1, 3],
  },
  { ...ordinary, name: 'gift buyer', weight: 9, visits: 0.7, taste: gifts, gifts: true },
  {
    ...ordinary,
    name: 'deal seeker',
    weight: 11,
    visits: 2.2,
    adds: 0.3,
    buys: 0.3,
    taste: medium,
    coupon: 0.75,
    opensMail: 0.6,
  },
  {
    ...ordinary,
    name: 'reseller',
    weight: 3,
    visits: 1.8,
    adds: 0.5,
    buys: 0.85,
    taste: bulk,
    quantity: [4, 12],
  },
  {
    ...ordinary,
    name: 'lapsing customer',
    weight: 12,
    visits: 2,
    taste: medium,
    lapsesAfter: 6,
    opensMail: 0.1,
  },
  {
    ...ordinary,
    name: 'window shopper',
    weight: 5,
    visits: 2.4,
    adds: 0.12,
    buys: 0.03,
    taste: light,
  },
]
