import { routes } from '../../src/api/routes.ts'
import type { Running } from './running.ts'

/** Order lines of two customers, with two that cannot be taken. */
export const csv = [
  'order,who,when,item,n,price,country',
  'A1,c1,2026-01-01 10:00:00,x,2,1.50,Brasil',
  'A1,c1,2026-01-01 10:00:00,y,1,10,Brasil',
  'A2,c1,2026-02-01 10:00:00,x,1,1.50,Brasil',
  'A3,c2,2026-02-10 10:00:00,y,3,10,Portugal',
  'CA3,c2,2026-02-11 10:00:00,y,-1,10,Portugal',
  'A4,,2026-02-12 10:00:00,y,1,10,Portugal',
  'A5,c3,not a time,y,1,10,Portugal',
  '',
].join('\n')
/** What its columns are. */
export const columns = {
  order: 'order',
  customer: 'who',
  time: 'when',
  item: 'item',
  quantity: 'n',
  price: 'price',
}

/** Sends a file, and does not start it. */
export async function begin(running: Running, file: string | Buffer, more: object = {}) {
  const options = {
    ...columns,
    refundPrefix: 'C',
    fields: { country: 'country' },
    timezone: 'UTC',
    ...more,
  }
  const body = { kind: 'orders', fileName: 'orders.csv', options } as const
  const { id } = await running.ask(routes.imports.create, { body })
  const ready = await running.ask(routes.imports.upload, { params: { id } }, { upload: file })
  return { id, ready }
}

/** Starts an import and waits for its end. */
export async function finish(running: Running, id: number) {
  await running.ask(routes.imports.start, { params: { id } })
  return await ended(running, id)
}

/** Waits for the end of a run. */
export async function ended(running: Running, id: number) {
  for (;;) {
    const now = await running.ask(routes.imports.read, { params: { id } })
    if (now.state !== 'waiting' && now.state !== 'running') return now
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

export async function bodyOf(response: Promise<Response>): Promise<string> {
  return await (await response).text()
}
