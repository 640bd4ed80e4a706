import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openShell, type Shell } from './typing.ts'

let shop: Shell
beforeAll(async () => {
  shop = await openShell()
  let files = 0
  const take = async (key: string, lines: readonly string[], ...more: readonly string[]) => {
    files += 1
    const path = shop.file(`${files}.csv`, `${lines.join('\n')}\n`)
    await shop.json('import', 'customers', path, '--key', key, ...more, '--yes')
  }
  await take('codigo', [
    'codigo,nome,email,telefone,cpf,nascimento,total,vip,obs',
    '1,Ana,ana@lima.com.br,11 98765-4321,9825979160,1990-05-13,10.5,sim,"=1+1"',
    `002,"Bia, a ""b""",,+5511987654322,,,-3,não,'apos`,
    '3,Caio,caio@reis.com.br,,,,,,',
  ])
  // Somebody without the shop's own id, and somebody with two addresses who is on a list.
  await take('email', ['email,nome', 'dora@dora.com,Dora'])
  const lines = ['codigo,outro', '1,ana@outra.com.br']
  await take('codigo', lines, '--map', 'outro=identifier:email', '--list', 'VIP')
})
afterAll(async () => await shop.close())

/** What is exported of each, but what our own ids and clocks say. */
async function exported(shell: Shell): Promise<readonly unknown[]> {
  const { out } = await shell.type('customers', 'export', '-', '--format', 'jsonl')
  const lines = out.trim().split('\n')
  return lines
    .map((line) => {
      const { id, created, updated, ...rest } = JSON.parse(line) as Record<string, unknown>
      return [id, created, updated].includes(undefined) ? 'no customer' : JSON.stringify(rest)
    })
    .toSorted()
}

test.each([
  ['csv', 'technical'],
  ['csv', 'excel-br'],
  ['xlsx', 'excel-br'],
  ['jsonl', 'technical'],
  ['parquet', 'technical'],
])('customers exported as %s, %s, are the same in an empty shop', async (format, style) => {
  const path = join(shop.file('here', ''), '..', `out-${style}.${format}`)
  const styled = format === 'csv' || format === 'xlsx' ? ['--style', style] : []
  await shop.json('customers', 'export', path, ...styled)

  expect(await shop.json('import', 'customers', path, '--yes')).toMatchObject({
    rows: 4,
    new: 0,
    changed: 0,
    unchanged: 4,
    rejected: 0,
  })
  const empty = await openShell()
  try {
    await empty.json('lists', 'create', 'VIP')
    expect(await empty.json('import', 'customers', path, '--yes')).toMatchObject({ new: 4 })
    expect(await exported(empty)).toEqual(await exported(shop))
  } finally {
    await empty.close()
  }
})

test('events exported have their customers and properties in an empty shop', async () => {
  const visits = shop.file(
    'visits.csv',
    'codigo,quando,loja,valor\n1,2024-05-01 10:00:00,Recife,10.5\n',
  )
  await shop.json('import', 'events', visits, '--key', 'codigo', '--event', 'Visited', '--yes')
  const path = `${visits}.out.csv`
  await shop.json('events', 'export', path)
  const empty = await openShell()
  try {
    expect(await empty.json('import', 'events', path, '--yes')).toMatchObject({ new: 1 })
    const { out } = await empty.type('events', 'export', '-', '--format', 'jsonl')
    expect(JSON.parse(out)).toMatchObject({
      event: 'Visited',
      identifiers: { user_id: ['1'], email: ['ana@lima.com.br'] },
      properties: { loja: 'Recife', valor: 10.5 },
    })
    // Each is the event that it was: in the shop that it came from it is there already.
    for (const there of [shop, empty]) {
      expect(await there.json('import', 'events', path, '--yes')).toMatchObject({
        new: 0,
        unchanged: 1,
      })
    }
    const lines = await shop.type('events', 'export', '-', '--format', 'jsonl')
    expect(out).toContain((JSON.parse(lines.out) as { id: string }).id)
  } finally {
    await empty.close()
  }
})
