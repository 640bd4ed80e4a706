import { readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { filesOf, shellOfFile } from './typing.ts'

const shell = shellOfFile()
const file = filesOf(shell, 'file')

const show = async (id: string) => await shell.json('products', 'show', id)

describe('products by the command line', () => {
  test('come in from a file, typed by their fields, which are made, and a row is taken whole', async () => {
    const path = file(
      'SKU;Nome;Preço;Custo;Estoque;Categoria;Etiquetas;Altitude;Torra',
      'C1;Bourbon;39,90;20;5;Café > Grãos;novo|raro;1.200;escura',
      'C2;Catuaí;29,9;;7;Café > Grãos;;950;clara',
      'C3;Moedor;9;;muitos;Equipamento;;0;',
      ';sem id;1;;1;;;1;',
    )
    const more = ['--key', 'SKU', '--decimal', ',']
    const tried = await shell.json('import', 'products', path, ...more, '--dry-run')
    expect(tried).toMatchObject({ rows: 4, new: 2, rejected: 2, dryRun: true })
    expect((await shell.type('products', 'show', 'C1')).code).toBe(1)
    const taken = await shell.json('import', 'products', path, ...more, '--yes')
    expect(taken).toMatchObject({ rows: 4, new: 2, changed: 0, unchanged: 0, rejected: 2 })
    expect(await show('C1')).toMatchObject({
      name: 'Bourbon',
      price: 39.9,
      cost: 20,
      stock: 5,
      category: 'Café / Grãos',
      tags: ['novo', 'raro'],
      fields: { torra: 'escura' },
      unknown: [],
    })
    const rejected = readFileSync(String(taken['rejectedFile']), 'utf8')
    expect(rejected).toContain('C3;Moedor;9')
    expect(rejected).toContain('The row names no product')
    const mended = `${String(taken['rejectedFile'])}.mended.csv`
    writeFileSync(mended, rejected.replace('9;;muitos', '99,5;;1'))
    expect(await shell.json('import', 'products', mended, ...more, '--yes')).toMatchObject({
      new: 1,
      rejected: 1,
    })
    expect(await shell.json('import', 'products', path, ...more, '--yes')).toMatchObject({
      new: 0,
      unchanged: 2,
    })
  })

  test('are looked at by saved views, beside those of customers, and their fields retyped', async () => {
    const made = ['views', 'create', 'Beans', 'category = "Café / Grãos"', '--of', 'product']
    const look = ['--sort', 'price', '--column', 'price', '--column', 'altitude']
    await shell.json(...made, ...look)
    const shown = await shell.type('views', 'show', 'Beans', '--of', 'product')
    expect(shown.out).toMatch(/ID\s+PRICE\s+ALTITUDE\s+C2\s+29.9\s+950\s+C1\s+39.9\s+1200/)
    expect((await shell.type('views', 'show', 'Beans')).code).toBe(1)
    const tried = ['fields', 'type', 'torra', 'integer', '--of', 'product', '--dry-run']
    expect(await shell.json(...tried)).toMatchObject({ result: { converted: 0, failed: 2 } })
    await shell.json('fields', 'type', 'altitude', 'text', '--of', 'product')
    expect(await show('C1')).toMatchObject({ fields: { altitude: '1200' } })
    await shell.json('fields', 'type', 'altitude', 'integer', '--of', 'product')
    await shell.json('views', 'delete', 'Beans', '--of', 'product')
    expect(await shell.json('views', '--of', 'product')).toEqual([])
  })

  test('only what a file says is changed, and its undo brings back what was', async () => {
    await shell.json('products', 'set', 'C1', 'stock=9', 'brand=Serra', 'loose=[1,2]')
    const before = await show('C1')
    expect(before).toMatchObject({ stock: 9, brand: 'Serra', fields: { loose: [1, 2] } })
    const path = file('sku,preco', 'C1,45', 'C9,1', 'C1,46')
    const tried = await shell.json('import', 'products', path, '--yes', '--dry-run')
    const taken = await shell.json('import', 'products', path, '--yes')
    for (const each of [tried, taken]) {
      expect(each).toMatchObject({ rows: 3, new: 1, changed: 2, unchanged: 0, rejected: 0 })
    }
    expect(tried['samples']).toContainEqual(
      expect.objectContaining({ changes: [{ field: 'price', before: 39.9, after: 45 }] }),
    )
    expect(await show('C1')).toEqual({ ...before, price: 46 })
    await shell.json('products', 'set', 'C1', 'stock=1')
    const id = String(taken['import'])
    expect(await shell.json('imports', 'undo', id, '--yes')).toMatchObject({
      products: { gone: 1, back: 1, stayed: 0 },
    })
    expect(await show('C1')).toEqual({ ...before, stock: 1 })
    expect((await shell.type('products', 'show', 'C9')).code).toBe(1)
  })

  test.each(['csv', 'xlsx', 'jsonl', 'parquet'])(
    'what is exported as %s imports again unchanged',
    async (format) => {
      const path = `${file('')}.${format}`
      await shell.json('products', 'export', path, '--format', format)
      expect(await shell.json('import', 'products', path, '--yes')).toMatchObject({
        rows: 3,
        unchanged: 3,
      })
    },
  )

  test('are listed by a condition, and taken away', async () => {
    const ids = async (...more: readonly string[]) =>
      ((await shell.json('products', ...more))['items'] as { id: string }[]).map(({ id }) => id)
    expect(await ids('--sort', 'price', '--order', 'desc')).toEqual(['C3', 'C1', 'C2'])
    expect(await ids('altitude > 900 and tags includes any of ("raro")')).toEqual(['C1'])
    const shown = await shell.type('products', '--search', 'cafe')
    expect(shown.out).toContain('Bourbon')
    await shell.json('products', 'delete', 'C3')
    expect(await ids()).toEqual(['C1', 'C2'])
    expect((await shell.type('products', 'set', 'C1', 'price=dear')).err).toContain('fields.price')
    expect((await shell.type('products', 'set', 'C1')).code).toBe(2)
    expect((await shell.type('import', 'products', file('a', 'b'), '--yes')).err).toContain('--key')
  })
})

test('a reference table comes in, is shown with who lives there, and is taken back', async () => {
  const path = file('Município,UF,População', 'Recife,PE,1488920', 'Olinda (PE),PE,349976', ',PE,1')
  const open = await shell.type('import', 'places', path, '--key', 'Município', '--yes')
  expect(open.err).toContain('--by')
  const bare = await shell.type('import', 'places', file('Lugar,x', 'Recife,1'), '--yes')
  expect(bare.err).toContain('--by')
  // UF says of which state they are, without being asked for it, and where the city says it too.
  const taken = await shell.json('import', 'places', path, '--by', 'city', '--yes')
  expect(taken).toMatchObject({ rows: 3, new: 2, rejected: 1 })
  const clients = file('codigo,cidade,estado', '1,RECIFE,Pernambuco')
  await shell.json('import', 'customers', clients, '--key', 'codigo', '--yes')
  expect((await shell.json('places', 'show', 'city:Olinda/PE'))['fields']).toEqual({
    populacao: 349_976,
  })
  const her = await shell.json('customers', 'show', 'user_id:1')
  expect(her['place']).toEqual({ populacao: 1_488_920 })
  expect((await shell.type('customers', 'show', 'user_id:1')).out).toContain('place.populacao')
  await shell.json('places', 'set', 'state:PE', 'region=Nordeste', 'populacao=9058931')
  expect(await shell.json('places', 'show', 'state:Pernambuco')).toMatchObject({
    fields: { region: 'Nordeste', populacao: 9_058_931 },
    unknown: ['region'],
  })
  const large = await shell.json('places', 'populacao > 1000000', '--sort', 'populacao')
  expect((large['items'] as { id: string }[]).map(({ id }) => id)).toEqual([
    'city:recife/PE',
    'state:PE',
  ])
  await shell.json('imports', 'undo', String(taken['import']), '--yes')
  const after = await shell.json('customers', 'show', 'user_id:1')
  expect(after['place']).toEqual({ populacao: 9_058_931, region: 'Nordeste' })
  for (const key of [
    'postal_code:50030-230',
    'country:Brasil',
    "city:Pau d'Alho",
    'city:=1+1/PE',
  ]) {
    await shell.json('places', 'set', key, 'name=Lugar', 'loose=[1,2]')
  }
  const ids = async () =>
    ((await shell.json('places', '--limit', '100'))['items'] as { id: string }[]).map((p) => p.id)
  const all = (await ids()).length
  const before = await shell.json('places', 'show', 'city:=1+1/PE')
  for (const [format, style] of [
    ['csv', 'technical'],
    ['csv', 'excel-br'],
    ['xlsx', 'technical'],
    ['xlsx', 'excel-br'],
    ['jsonl', 'technical'],
    ['parquet', 'technical'],
  ] as const) {
    const out = `${file('')}.${format}`
    await shell.json('places', 'export', out, '--style', style)
    const again = await shell.json('import', 'places', out, '--yes')
    expect([format, style, again]).toMatchObject([format, style, { rows: all, unchanged: all }])
    if (format === 'jsonl') continue
    await shell.json('places', 'delete', 'city:=1+1/PE')
    expect(await shell.json('import', 'places', out, '--yes')).toMatchObject({ new: 1 })
    expect(await shell.json('places', 'show', 'city:=1+1/PE')).toEqual(before)
  }
  const cities = `${file('')}.csv`
  await shell.json('places', 'export', cities, '--by', 'city')
  expect(readFileSync(cities, 'utf8')).not.toContain('state:PE')
  await shell.json('places', 'delete', 'state:PE')
  expect((await shell.type('places', 'show', 'state:PE')).code).toBe(1)
  expect((await shell.type('places', 'set', 'street:x', 'a=1')).code).toBe(2)
})
