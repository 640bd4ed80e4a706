import { writeSync } from 'node:fs'
import { argv, stdout } from 'node:process'
import { isFailure } from '../../src/domain/failure.ts'
import { holdDirectory } from '../../src/store/directory.ts'

/** A process that takes a data directory and has it until it is killed: `holder.ts DIRECTORY`. */
const held = await holdDirectory(argv[2] ?? '')
if (isFailure(held)) writeSync(stdout.fd, `${JSON.stringify(held)}\n`)
else {
  await held.publish('http://127.0.0.1:4999')
  writeSync(stdout.fd, 'held\n')
  setInterval(() => {}, 60_000)
}
