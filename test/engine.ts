import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { startEngine, type Engine } from '../src/store/engine/start.ts'

/**
 * One engine for the whole run of the tests, started when the first test asks for it; each file takes
 * a database of its own in it (`openTestDatabase`). Whoever connects to the door is told its URL.
 */
declare module 'vitest' {
  export interface ProvidedContext {
    engineDoor: number
  }
}

/** Called by vitest before the first test file; what it returns, after the last. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  let engine: Promise<Engine> | undefined
  const directory = mkdtempSync(join(tmpdir(), 'clientela-engine-'))
  const door = createServer((socket) => {
    engine ??= startEngine({ directory, memoryBytes: 3_000_000_000 })
    engine.then(
      (started) => socket.end(started.url),
      (error: Error) => socket.destroy(error),
    )
  })
  await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve))
  project.provide('engineDoor', (door.address() as AddressInfo).port)
  return async () => {
    door.close()
    await (await engine)?.stop()
    rmSync(directory, { recursive: true, force: true })
  }
}
