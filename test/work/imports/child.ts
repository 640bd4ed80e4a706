import { setTimeout as sleep } from 'node:timers/promises'
import { builtInFields } from '../../../src/domain/customer/builtin.ts'
import { openDatabase } from '../../../src/store/clickhouse/open.ts'
import { openOperational } from '../../../src/store/operational/open.ts'
import { Loader } from '../../../src/work/intake/loader.ts'
import { makeImportRunner } from '../../../src/work/runImport.ts'
import { shop } from '../intake/world.ts'

/**
 * A process that runs whatever run waits in an inbox and ends: what the tests kill. Its arguments are the
 * operational store's file, the engine's URL, the database there and the data directory.
 */
const [file = '', url = '', name = '', directory = ''] = process.argv.slice(2)
const operational = await openOperational({ where: { file }, shop, builtInFields })
const complain = (about: object, message: string): void => {
  const error = 'err' in about && about.err instanceof Error ? about.err.stack : ''
  process.stderr.write(`${message} ${error}\n`)
}
const database = openDatabase({ url, database: name })
const log = { info: () => {}, warn: complain, error: complain }
const stores = { operational, database, directory, clock: Date.now, log }
const { signal } = new AbortController()
const loader = new Loader({
  ...stores,
  runImport: makeImportRunner({ ...stores, signal, customersPerSet: 3 }),
  holder: 'child',
  customersPerSet: 3,
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
