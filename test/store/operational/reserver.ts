import { writeSync } from 'node:fs'
import { argv, stdout } from 'node:process'
import { builtInFields } from '../../../src/domain/customer/builtin.ts'
import { openOperational, type OperationalOptions } from '../../../src/store/operational/open.ts'
import { reserveUsages } from '../../../src/store/operational/usages.ts'

/**
 * A process that reserves a promotion for one order after another, ten at a time, and says each that was
 * acknowledged on its own line, until it is killed: `reserver.ts WHERE PROMOTION ROUND`.
 */
const [, , where = '', promotion = '0', round = ''] = argv
const { db } = await openOperational({
  where: JSON.parse(where) as OperationalOptions['where'],
  shop: { zone: 'UTC', weekStart: 1, currency: 'BRL', country: 'BR' },
  builtInFields,
})

async function reserve(i: number): Promise<void> {
  const order = `${round}/${i}`
  const usages = [{ promotion: Number(promotion), amount: 150 }]
  const limitsOf = () => ({ uses: 120 })
  await reserveUsages(db, { order, customer: '1', usages, expires: 1_000_000, limitsOf }, 100)
  // Synchronous: what is written here is with the reader even if the next instruction is the last.
  writeSync(stdout.fd, `${order}\n`)
}

for (let i = 0; ; i += 10) {
  await Promise.all(Array.from({ length: 10 }, async (_, j) => await reserve(i + j)))
}
