import { builtInFields } from '../../../../src/domain/customer/builtin.ts'
import { openDatabase } from '../../../../src/store/clickhouse/open.ts'
import { openOperational } from '../../../../src/store/operational/open.ts'
import { Loader } from '../../../../src/work/intake/loader.ts'
import { startRefresher } from '../../../../src/work/refresh/refresher.ts'
import { shop } from '../../intake/shop.ts'

/**
 * A process that takes in whatever waits in an inbox, keeps memberships up with it and ends: what the
 * tests kill. Its arguments are the operational store's file, the engine's URL, the database there and
 * the data directory.
 */
const [file = '', url = '', name = '', directory = ''] = process.argv.slice(2)
const operational = await openOperational({ where: { file }, shop, builtInFields })
const database = openDatabase({ url, database: name })
const complain = (error: unknown): void => void process.stderr.write(`${String(error)}\n`)
const log = { info: () => {}, warn: complain, error: complain }
const stores = { operational, database, clock: Date.now }
const loader = new Loader({
  ...stores,
  directory,
  runImport: async () => await Promise.reject(new Error('no imports here')),
  holder: 'test',
  log,
})
const refresher = startRefresher({
  ...stores,
  failed: (_job, error) => complain(error),
  waits: complain,
  stumbled: complain,
  gatherMs: 1,
})
loader.afterApplied((news) => refresher.hear(news))
loader.start()
await refresher.idle(AbortSignal.timeout(60_000))
await refresher.stop()
await loader.stop()
await operational.close()
process.exit(0)
