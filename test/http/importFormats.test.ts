import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { eventually } from '../patience.ts'
import { routes } from '../../src/api/routes.ts'
import { styled, workbook, zip } from '../work/intake/files/workbook.ts'
import { begin, csv, finish } from './orders.ts'
import { startRunning, type Running } from './running.ts'

let running: Running
beforeAll(async () => {
  running = await startRunning()
})
afterAll(async () => await running.close())

const rows = csv
  .trim()
  .split('\n')
  .map((line) => line.split(','))
const [header = [], ...lines] = rows
const records = lines.map((line) => Object.fromEntries(header.map((name, i) => [name, line[i]])))

/** Days since the calendar of 1900 began, as a workbook has times. */
function serial(text: string): number | undefined {
  const ms = Date.parse(`${text.replace(' ', 'T')}Z`)
  return Number.isNaN(ms) ? undefined : ms / 86_400_000 + 25_569
}

const book = async () =>
  await workbook({
    formats: ['dd/mm/yyyy hh:mm'],
    sheets: [
      { name: 'Capa', rows: [['Pedidos de 2026']] },
      {
        name: 'Pedidos',
        rows: [
          header,
          ...lines.map(([order = '', who = '', when = '', item = '', n, price, country = '']) => {
            const time = serial(when)
            return [
              order,
              who === '' ? null : who,
              time === undefined ? when : styled(time, 1),
              item,
              Number(n),
              Number(price),
              country,
            ]
          }),
        ],
      },
    ],
  })

describe('orders of the same lines', () => {
  test('come from a workbook, JSON lines and Parquet, packed or not, and are the same', async () => {
    const json = records.map((record) => JSON.stringify(record)).join('\n')
    const parquet = parquetWriteBuffer({
      columnData: header.map((name, at) => ({
        name,
        data: lines.map((line) => line[at] ?? ''),
        type: 'STRING' as const,
      })),
    })
    const files = [
      await book(),
      json,
      gzipSync(json),
      Buffer.from(parquet),
      await zip({ 'pedidos.csv': csv }),
      await zip({ 'pedidos.xlsx': await book() }),
    ]
    for (const [i, file] of files.entries()) {
      const { id, ready } = await begin(running, file, i % 2 === 0 ? {} : { delimiter: ',' })
      expect(ready.detection).toMatchObject({ columns: header, decimal: '.' })
      const done = await finish(running, id)
      expect(done.problem).toBeNull()
      expect(done.result).toMatchObject({
        rows: 7,
        rejected: 2,
        newOrders: i === 0 ? 4 : 0,
        unchangedOrders: i === 0 ? 0 : 4,
        changedOrders: 0,
      })
    }
    // Right after its end is noted.
    await eventually(async () => {
      expect(await readdir(join(running.config.data, 'spool'))).toEqual([])
    })
  })

  test('are refused where the file cannot be read, and nothing of it is kept', async () => {
    const options = { order: 'a', customer: 'b', time: 'c', item: 'd', quantity: 'e', price: 'f' }
    const body = { kind: 'orders', fileName: 'pedidos.xls', options } as const
    const { id } = await running.ask(routes.imports.create, { body })
    const upload = '<html><table><tr><td>1</td></tr></table></html>'
    const why = await running.refused(routes.imports.upload, { params: { id } }, { upload })
    expect(why.message).toMatch(/web page/)
    expect(await readdir(join(running.config.data, 'spool'))).toEqual([])
  })
})
