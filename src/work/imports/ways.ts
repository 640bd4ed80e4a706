import { bulk } from './bulk.ts'
import { clean } from './clean.ts'
import type { ImportWay } from './means.ts'
import { orders } from './orders.ts'
import { rows } from './rows.ts'

/** How imports are run, by what they bring. */
export const importWays: ReadonlyMap<string, ImportWay> = new Map([
  ['orders', orders],
  ['customers', rows],
  ['events', rows],
  ['products', rows],
  ['places', rows],
  ['bulk', bulk],
  ['clean', clean],
])
