import { argv, stdout } from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { writeSync } from 'node:fs'
import { builtInFields } from '../../../src/domain/customer/builtin.ts'
import { openOperational } from '../../../src/store/operational/open.ts'

/**
 * A process that appends and says each acknowledged position on its own line, until it is killed or has
 * done so many: `writer.ts FILE one|many COUNT`. The payload says who wrote it, and is padded.
 */
const [, , file = '', manner, count = '0'] = argv
const store = await openOperational({
  where: { file },
  shop: { zone: 'UTC', weekStart: 1, currency: 'BRL', country: 'BR' },
  builtInFields,
})
const payload = (i: number): Uint8Array =>
  new TextEncoder().encode(`${process.pid}/${i}/`.padEnd(200 + ((i * 37) % 3_000), 'x'))

async function append(i: number): Promise<void> {
  const position = await store.inbox.append('events', payload(i))
  // Synchronous: what is written here is with the reader even if the next instruction is the last.
  writeSync(stdout.fd, `ack ${position} ${process.pid}/${i}/\n`)
}

writeSync(stdout.fd, 'ready\n')
for (let i = 0; count === '0' || i < Number(count); i += 20) {
  const some = Array.from({ length: 20 }, (_, j) => i + j)
  if (manner === 'many') await Promise.all(some.map(append))
  else for (const each of some) await append(each)
  await sleep(0)
}
await store.close()
