import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { builtInFields } from '../../src/domain/customer/builtin.ts'
import { changeImport, createImport, importById } from '../../src/store/operational/imports.ts'
import { openOperational } from '../../src/store/operational/open.ts'
import { forgetUnstarted, removeOrphans, spoolFolder } from '../../src/work/spool.ts'

const directory = mkdtempSync(join(tmpdir(), 'clientela-spool-'))
afterAll(() => rmSync(directory, { recursive: true }))

const day = 86_400_000

test('a file waits a week for its import to be started; what belongs to none goes at once', async () => {
  const operational = await openOperational({
    where: { file: join(directory, 'operational.db') },
    shop: { zone: 'UTC', weekStart: 1, currency: 'BRL', country: 'BR' },
    builtInFields,
  })
  try {
    const { db } = operational
    mkdirSync(join(directory, spoolFolder))
    const made = async (name: string, state: 'ready' | 'waiting') => {
      const row = await createImport(db, { kind: 'orders', fileName: name, options: {} }, 0)
      writeFileSync(join(directory, spoolFolder, name), 'order')
      await changeImport(db, row.id, { state, spool: join(spoolFolder, name) })
      return row.id
    }
    const left = await made('left', 'ready')
    await made('started', 'waiting')
    writeFileSync(join(directory, spoolFolder, 'orphan'), 'order')
    const files = () => readdirSync(join(directory, spoolFolder)).sort()

    await removeOrphans(operational, directory)
    await forgetUnstarted(operational, directory, 7 * day)
    expect(files()).toEqual(['left', 'started'])
    await forgetUnstarted(operational, directory, 7 * day + 1)
    expect(files()).toEqual(['started'])
    expect(await importById(db, left)).toMatchObject({ state: 'cancelled', finished: 7 * day + 1 })
  } finally {
    await operational.close()
  }
})
