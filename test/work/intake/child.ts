import { setTimeout as sleep } from 'node:timers/promises'
import { builtInFields } from '../../../src/domain/customer/builtin.ts'
import { openDatabase } from '../../../src/store/clickhouse/open.ts'
import { openOperational } from '../../../src/store/operational/open.ts'
import { Loader, type LoaderMeans } from '../../../src/work/intake/loader.ts'
import { shop } from './shop.ts'

/**
 * A process that takes in whatever waits in an inbox and ends: what the tests kill. Its arguments are
 * the operational store's file, the engine's URL, the database there, the data directory, how many
 * customers make a set, and `imports` where runs of imports may wait.
 */
const [file = '', url = '', name = '', directory = '', perSet, imports] = process.argv.slice(2)
const customersPerSet = Number(perSet)
const operational = await openOperational({ where: { file }, shop, builtInFields })
const complain = (about: object, message: string): void => {
  const error = 'err' in about && about.err instanceof Error ? about.err.stack : ''
  process.stderr.write(`${message} ${error}\n`)
}
const database = openDatabase({ url, database: name })
const log = { info: () => {}, warn: complain, error: complain }
const stores = { operational, database, directory, clock: Date.now, log }
const loader = new Loader({
  ...stores,
  runImport: await runner(),
  holder: 'child',
  customersPerSet,
})
loader.start()
for (;;) {
  const { position, applied } = await operational.inbox.state()
  if (applied === position) break
  await sleep(5)
}
await loader.stop()
await operational.close()
process.exit(0)

/** Loaded only where it is wanted: it is most of the program. */
async function runner(): Promise<LoaderMeans['runImport']> {
  if (imports === undefined) return async () => await Promise.reject(new Error('no imports here'))
  const { makeImportRunner } = await import('../../../src/work/runImport.ts')
  return makeImportRunner({ ...stores, signal: new AbortController().signal, customersPerSet })
}
