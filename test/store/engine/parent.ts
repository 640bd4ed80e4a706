import { startEngine } from '../../../src/store/engine/start.ts'

/** A process that has an engine and nothing else, to be killed: it says the engine's pid and URL. */
const engine = await startEngine({ directory: process.argv[2] ?? '', memoryBytes: 1_000_000_000 })
process.stdout.write(`${engine.pid} ${engine.url}\n`)
setInterval(() => undefined, 1_000)
