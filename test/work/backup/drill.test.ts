import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { verifyAudit } from '../../../src/store/operational/audit.ts'
import { connect } from '../../../src/store/operational/open.ts'
import { listUsers } from '../../../src/store/operational/users.ts'
import { operationalFile } from '../../../src/work/backup/places.ts'
import { openBackup } from '../../../src/work/backup/verify.ts'
import { differences, stateOf } from '../../crash/digest.ts'
import { Shop } from './shop.ts'

const root = mkdtempSync(join(tmpdir(), 'clientela-drill-'))
const shops: Shop[] = []
afterAll(async () => {
  for (const { server } of shops) await server.stop()
  rmSync(root, { recursive: true, force: true })
})

/** What everybody does once a quarter, and CI with every change. */
test('a shop that is written to while it is backed up comes back as it was at one moment', async () => {
  const shop = opened('shop')
  await shop.open()
  await shop.post(25)
  const key = await shop.server.ask('POST', '/api/keys', { name: 'till', scope: 'read' })
  const ana = { name: 'Ana', email: 'ana@shop.example', role: 'analyst' }
  expect((await shop.server.ask('POST', '/api/users', ana))['link']).toContain('#')
  const before = shop.positions.at(-1) ?? 0
  const backup = join(root, 'backup')
  const done = new AbortController()
  const posting = shop.post(1_000, done.signal)
  const made = await shop.command('backup', backup, '--json')
  done.abort()
  await posting
  expect(made.err).toBe('')
  expect(JSON.parse(made.out)).toMatchObject({ directory: backup })
  expect((await shop.command('backup', '--verify', backup)).code).toBe(0)

  const { head } = await openBackup(backup)
  expect(head.position).toBeGreaterThanOrEqual(before)
  // Else nothing was brought meanwhile, and this shows nothing.
  expect(shop.positions.at(-1)).toBeGreaterThan(head.position)
  expect(statSync(backup).mode & 0o077).toBe(0)
  expect(leftIn(shop.directory)).toEqual([])
  await shop.settle()

  const restored = opened('restored')
  const came = await restored.command('restore', backup, '--json')
  expect([came.code, came.err]).toEqual([0, ''])
  await demandNobodySignedIn(restored)
  await restored.server.start('')
  const known = await restored.server.ask('GET', '/api/keys')
  expect((known['items'] as { id: string }[]).map(({ id }) => id)).toContain(key['id'])
  await restored.settle()

  const expected = opened('expected')
  await expected.open()
  await expected.post(shop.positions.filter((position) => position <= head.position).length)
  await expected.settle()
  expect(expected.positions.at(-1)).toBe(head.position)

  expect(differences(await stateOf(expected.directory), await stateOf(restored.directory))).toEqual(
    [],
  )
  expect([...shop.problems, ...restored.problems, ...expected.problems]).toEqual([])
})

/** The user is there, and the link of the invitation opens nothing; the log of what was done is whole. */
async function demandNobodySignedIn({ directory }: Shop): Promise<void> {
  const { db } = await connect({ file: join(directory, operationalFile) })
  try {
    expect((await listUsers(db)).map(({ email }) => email)).toEqual(['ana@shop.example'])
    expect(await db.selectFrom('links').selectAll().execute()).toEqual([])
    expect(await db.selectFrom('sessions').selectAll().execute()).toEqual([])
    const { entries, problem } = await verifyAudit(db, undefined)
    expect([problem, entries > 1]).toEqual([undefined, true])
    await expect(db.deleteFrom('audit').execute()).rejects.toThrow('only added')
  } finally {
    await db.destroy()
  }
}

/** Stopped at the end, however that comes. */
function opened(name: string): Shop {
  const shop = new Shop(root, name)
  shops.push(shop)
  return shop
}

/** What a backup needed for a while. */
function leftIn(directory: string): string[] {
  const staging = readdirSync(directory).filter((name) => name.includes('staging'))
  return existsSync(join(directory, 'engine', 'data', 'shadow')) ? [...staging, 'shadow'] : staging
}
