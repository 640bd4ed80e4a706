import { join } from 'node:path'
import type { Entry } from '../../store/operational/inbox.ts'
import type { Import } from '../../store/operational/imports.ts'
import { dropStaged, giveUpOrders } from '../intake/orders/giveUp.ts'
import type { Understood } from '../intake/orders/dialect.ts'
import type { OrderOptions, OrderRun } from '../intake/orders/options.ts'
import { runOrders } from '../intake/orders/run.ts'
import type { OrdersWorld } from '../intake/orders/world.ts'
import { makeSettingsReader } from '../intake/settings.ts'
import {
  rejectedFileOf,
  rejectedIn,
  spoolOf,
  tellProgress,
  type ImportMeans,
  type ImportWay,
} from './means.ts'

/** Files of order lines. */
export const orders: ImportWay = {
  async run(means, row, entry, signal) {
    const world = await worldOf(means, row.id, signal)
    const result = await runOrders(await runOf(means, row, entry), world)
    return { result, ...rejectedIn(result) }
  },
  async giveUp(means, row, entry) {
    const world = await worldOf(means, row.id, means.signal)
    return await giveUpOrders(await runOf(means, row, entry), world)
  },
  async tidy({ database }) {
    await dropStaged(database)
  },
  withoutCells(detection) {
    return { ...(detection as Understood), sample: [] } satisfies Understood
  },
}

async function runOf(
  means: ImportMeans,
  row: Import,
  { position, received }: Entry,
): Promise<OrderRun> {
  const { directory } = means
  return {
    position,
    importId: row.id,
    path: join(directory, spoolOf(row)),
    rejectedPath: join(directory, await rejectedFileOf(means, row)),
    options: row.options as OrderOptions,
    understood: row.detection as OrderRun['understood'],
    received,
  }
}

async function worldOf(means: ImportMeans, id: number, signal: AbortSignal): Promise<OrdersWorld> {
  const { operational, database } = means
  return {
    database,
    settings: await makeSettingsReader(operational.db, database)(),
    onProgress: tellProgress(means, id),
    signal,
  }
}
