import { createServer } from 'node:net'
import type { AddressInfo, Server } from 'node:net'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Config } from '../../src/config.ts'
import { Refusal, type Failure } from '../../src/domain/failure.ts'
import { startProgram } from '../../src/main.ts'
import { testConfig } from './running.ts'

const directory = mkdtempSync(join(tmpdir(), 'clientela-starting-'))
let config: Config
let other: Server
beforeAll(async () => {
  config = await testConfig(directory)
  other = createServer()
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
})
afterAll(() => {
  other.close()
  rmSync(directory, { recursive: true, force: true })
})

/** How a start with those settings is refused. */
async function refused(settings: Partial<Config>): Promise<Failure> {
  try {
    await (await startProgram({ ...config, ...settings })).stop()
  } catch (error) {
    if (error instanceof Refusal) return error.failure
    throw error
  }
  throw new Error('it was not refused')
}

test('a start that finds its port taken or its address nowhere says so, and leaves the key to the next', async () => {
  const { port } = other.address() as AddressInfo
  const taken = await refused({ port })
  expect(taken).toMatchObject({ code: 'conflict', where: '--port' })
  expect(taken.message).toContain(String(port))
  expect(taken.fix).toContain('--port')
  // Of the addresses that are kept for documents: no machine has it.
  const elsewhere = await refused({ host: '192.0.2.1' })
  expect(elsewhere).toMatchObject({ code: 'invalid', where: '--host' })
  expect(await refused({ host: 'nothing.invalid' })).toMatchObject({ where: '--host' })

  const program = await startProgram(config)
  expect(program.firstKey).toMatch(/^ck_/)
  await program.stop()
  const again = await startProgram(config)
  expect(again.firstKey).toBeUndefined()
  await again.stop()
})
