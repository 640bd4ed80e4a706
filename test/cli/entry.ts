/** The command line in a process of its own: what `bin/clientela` runs from dist. */
import { run } from '../../src/cli/main.ts'

process.exitCode = await run(process.argv.slice(2))
