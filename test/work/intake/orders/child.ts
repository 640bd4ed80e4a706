import { openDatabase } from '../../../../src/store/clickhouse/open.ts'
import type { OrderRun } from '../../../../src/work/intake/orders/options.ts'
import { runOrders } from '../../../../src/work/intake/orders/run.ts'
import { settings, sizes } from './world.ts'

/** One import in a process of its own, to be killed: `child.ts <engine's URL> <database> <run as JSON>`. */
const [url = '', name = '', run = ''] = process.argv.slice(2)
const database = openDatabase({ url, database: name })
const result = await runOrders(JSON.parse(run) as OrderRun, { database, settings, sizes })
process.stdout.write(JSON.stringify(result))
await database.close()
