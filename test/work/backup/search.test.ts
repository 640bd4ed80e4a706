import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, expect, test } from 'vitest'
import { febrlHeader, likeDataset3, makeFebrl } from '../../domain/customer/duplicates/febrl.ts'
import { Shop } from './shop.ts'

const root = mkdtempSync(join(tmpdir(), 'clientela-search-'))
const shops = ['shop', 'restored'].map((name) => new Shop(root, name))
afterAll(async () => {
  for (const { server } of shops) await server.stop()
  rmSync(root, { recursive: true, force: true })
})

test('a search for duplicates that a backup caught in its middle is made anew where it is restored', async () => {
  const [shop, restored] = shops as [Shop, Shop]
  await shop.open()
  await bring(shop)
  const first = await shop.server.ask('POST', '/api/duplicates/find')
  const before = await pairsAfter(shop, Number(first['id']))
  const asked = await shop.server.ask('POST', '/api/duplicates/find')
  const id = Number(asked['id'])
  for (let done = 0; done < 300;) {
    const { progress } = await shop.server.ask('GET', `/api/jobs/${id}`)
    done = (progress as { done: number }).done
  }
  const target = join(root, 'backup')
  const made = await shop.server.ask('POST', '/api/backups', { directory: target })
  expect(await ended(shop, Number(made['id']))).toMatchObject({ state: 'done' })
  const pairs = await pairsAfter(shop, id)
  expect(pairs.length).toBeGreaterThan(200)
  expect(pairs).toEqual(before)

  const came = await restored.command('restore', target, '--json')
  expect([came.code, came.err]).toEqual([0, ''])
  await restored.server.start('')
  expect(await pairsAfter(restored, id)).toEqual(pairs)
  const [there, here] = [await ended(shop, id), await ended(restored, id)]
  // Else the backup had it whole, and this shows nothing.
  expect(String(here['finished'])).not.toBe(String(there['finished']))
  expect(shops.flatMap(({ problems }) => problems)).toEqual([])
})

async function bring({ server }: Shop): Promise<void> {
  for (const name of febrlHeader.slice(1)) {
    if (name === 'state') continue
    await server.ask('POST', '/api/fields', { name, label: name, type: 'text' })
  }
  const lines = makeFebrl({ ...likeDataset3, seed: 5, originals: 600, duplicates: 300 })
  const customers = lines.map(([id = '', ...cells]) => ({
    identifiers: { user_id: id },
    fields: Object.fromEntries(cells.map((cell, at) => [febrlHeader[at + 1], cell])),
  }))
  const body = JSON.stringify({ kind: 'customers', mode: 'upsert', customers })
  const { position } = (await server.send('/api/bulk', 'application/octet-stream', body)) ?? {}
  await server.ask('GET', `/api/arrivals/${String(position)}?wait=30`)
}

async function pairsAfter(shop: Shop, job: number): Promise<unknown[]> {
  expect(await ended(shop, job)).toMatchObject({ state: 'done' })
  const pairs: unknown[] = []
  for (let cursor: string | null = ''; cursor !== null;) {
    const at = cursor === '' ? '' : `&cursor=${cursor}`
    const page = await shop.server.ask('GET', `/api/duplicates?limit=100${at}`)
    expect(page['found']).toMatchObject({ job })
    pairs.push(...(page['items'] as unknown[]))
    cursor = page['next'] as string | null
  }
  return pairs
}

async function ended({ server }: Shop, id: number): Promise<Record<string, unknown>> {
  for (;;) {
    const job = await server.ask('GET', `/api/jobs/${id}`)
    if (job['state'] !== 'waiting' && job['state'] !== 'running') return job
    await sleep(50)
  }
}
