import { readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { routes } from '../../src/api/routes.ts'
import { filesOf, shellOfFile } from './typing.ts'

const shell = shellOfFile()
const file = filesOf(shell, 'customers')

/** Imports without questions. */
const take = async (path: string, ...more: readonly string[]) =>
  await shell.json('import', 'customers', path, ...more, '--yes')

const fieldsOf = async (who: string) =>
  (await shell.json('customers', 'show', who))['fields'] as Record<string, unknown>

describe('the contract of import customers', () => {
  const lines = [
    'codigo,Nome,E-mail,Nascimento,Cidade,Pontos',
    '1,Ana Lima,ana@lima.com.br,25/12/1990,Recife,10',
    '2,Bia Souza,bia@souza.com.br,01/02/1985,Olinda,20',
    '3,Caio Reis,caio@reis.com.br,31/02/1985,Olinda,30',
  ]

  test('a dry run says what would come of it and writes nothing', async () => {
    const path = file(...lines)
    const tried = await take(path, '--key', 'codigo', '--dry-run')
    expect(tried).toMatchObject({
      import: expect.any(Number),
      rows: 3,
      new: 2,
      changed: 0,
      unchanged: 0,
      rejected: 1,
      dryRun: true,
    })
    const run = ['imports', 'show', String(tried['import'])]
    expect(await shell.json(...run)).toMatchObject({ state: 'tried', problem: null })
    const undone = await shell.type('imports', 'undo', String(tried['import']), '--yes')
    expect([undone.code, undone.err]).toEqual([1, expect.stringContaining('only tried')])
    expect((await shell.type('customers', 'show', 'user_id:1')).code).toBe(1)
    const fields = await shell.type('fields', '--json')
    expect(fields.out).not.toContain('pontos')
  })

  test('takes rows in by their key and returns the rejected ones as a file', async () => {
    const taken = await take(file(...lines), '--key', 'codigo')
    expect(taken).toMatchObject({ rows: 3, new: 2, changed: 0, unchanged: 0, rejected: 1 })
    expect(await fieldsOf('user_id:1')).toMatchObject({
      name: 'Ana Lima',
      email: 'ana@lima.com.br',
      birth_date: '1990-12-25',
      city: 'Recife',
      pontos: 10,
    })
    const rejected = readFileSync(String(taken['rejectedFile']), 'utf8')
    expect(rejected).toContain('3,Caio Reis,caio@reis.com.br,31/02/1985,Olinda,30')
    expect(rejected.split('\n')).toHaveLength(3)
    const mended = `${String(taken['rejectedFile'])}.mended.csv`
    writeFileSync(mended, rejected.replace('com.br,31/02', 'com.br,28/02'))
    expect(await take(mended, '--key', 'codigo', '--dates', 'dmy')).toMatchObject({
      rows: 1,
      new: 1,
      rejected: 0,
      rejectedFile: null,
    })
    expect(await fieldsOf('user_id:3')).toMatchObject({ birth_date: '1985-02-28' })
  })

  test('the same file again changes nothing', async () => {
    const again = await take(file(...lines.slice(0, 3)), '--key', 'codigo')
    expect(again).toMatchObject({ rows: 2, new: 0, changed: 0, unchanged: 2, rejected: 0 })
  })

  test('a column becomes what --map says, and only mapped columns are touched', async () => {
    const path = file('codigo,Cidade,Outra', '1,Natal,x')
    const taken = await take(path, '--key', 'codigo', '--map', 'Outra=ignore')
    expect(taken).toMatchObject({ rows: 1, changed: 1 })
    expect(await fieldsOf('user_id:1')).toMatchObject({ city: 'Natal', name: 'Ana Lima' })
    const named = await take(
      file('codigo,Onde', '1,Belém'),
      '--key',
      'codigo',
      '--map',
      'Onde=city',
    )
    expect(named).toMatchObject({ changed: 1 })
    expect(await fieldsOf('user_id:1')).toMatchObject({ city: 'Belém' })
  })

  test('lists show the imports and one of them', async () => {
    const all = (await shell.json('imports', 'list')) as {
      items: { id: number }[]
      next: string | null
    }
    const listed = all.items
    expect([listed.length > 4, all.next]).toEqual([true, null])
    const one = await shell.json('imports', 'show', String(listed[0]?.id))
    expect(one).toMatchObject({ kind: 'customers', state: 'done', result: { changed: 1 } })
    expect(one).toMatchObject({ detection: { columns: expect.any(Array) } })
    expect(JSON.stringify(listed)).not.toMatch(/"detection"|"samples"/)
    const first = (await shell.json('imports', 'list', '--limit', '2')) as typeof all & {
      next: string
    }
    const second = await shell.json('imports', 'list', '--limit', '2', '--cursor', first.next ?? '')
    const two = (second as typeof all).items
    expect([...first.items, ...two]).toEqual(listed.slice(0, 4))
    const cut = await shell.type('imports', 'list', '--limit', '2')
    expect(cut.out).toContain(`more: --cursor ${String(first.next)}`)
  })

  test('an import is undone, and its undo too, where nobody is there to be asked', async () => {
    const { import: id } = await take(file('codigo,city', '70,Lima'), '--key', 'codigo')
    const undone = await shell.json('imports', 'undo', String(id))
    expect(undone).toMatchObject({ import: id, customers: { gone: 1 } })
    const listed = await shell.type('imports', 'list')
    expect(listed.out).toContain(`done, undone by ${String(undone['undo'])}`)
    expect((await shell.type('customers', 'show', 'user_id:70')).code).toBe(1)
    await shell.json('imports', 'undo', String(undone['undo']))
    expect(await fieldsOf('user_id:70')).toEqual({ city: 'Lima' })
  })
})

test('customers are matched by e-mail where that is the key, and by it besides where nobody has the key', async () => {
  await take(file('email,city', 'dora@dora.com,Lima'), '--key', 'email')
  const taken = await take(
    file('codigo,email,city', '77,DORA@dora.com,Cusco', '78,eva@eva.com,Lima'),
    '--key',
    'codigo',
  )
  expect(taken).toMatchObject({ new: 1, changed: 1 })
  const dora = await shell.json('customers', 'show', 'email:dora@dora.com')
  expect(dora).toMatchObject({ identifiers: { user_id: ['77'] }, fields: { city: 'Cusco' } })
})

test('two rows of one key are taken in their order, and counted as what each does', async () => {
  const path = file('codigo,city', '90,A', '90,B', '90,B', '91,C')
  const tried = await take(path, '--key', 'codigo', '--dry-run')
  const taken = await take(path, '--key', 'codigo')
  const counts = { rows: 4, new: 2, changed: 1, unchanged: 1, rejected: 0 }
  expect(tried).toMatchObject(counts)
  expect(taken).toMatchObject(counts)
  expect(await fieldsOf('user_id:90')).toMatchObject({ city: 'B' })
})

test('a column below a heading is named by what stands below it', async () => {
  const path = file(
    'Cliente,,Endereço,',
    'Código,Nome,Cidade,CEP',
    '0085,Ana Lima,Recife,1310100',
    '0086,Bia Souza,Olinda,1310200',
    '0087,Caio Reis,Recife,1310300',
  )
  expect(await take(path, '--key', 'codigo', '--map', 'CEP=ignore')).toMatchObject({ new: 3 })
  expect(await fieldsOf('user_id:0085')).toEqual({ name: 'Ana Lima', city: 'Recife' })
  const wrong = await shell.type('import', 'customers', path, '--key', 'Codgo', '--yes')
  expect(wrong.err).toContain('Did you mean "Código"?')
})

test('a column with the city and the state in one cell fills both, which the dry run shows', async () => {
  const lines = [
    '180;Recife/PE',
    '181;São Paulo (SP)',
    '182;Ji-Paraná - RO',
    '183;Olinda',
    '184;PB',
  ]
  const path = file('codigo;Cidade/UF', ...lines, '185;Natal-RN')
  const tried = await shell.type(
    'import',
    'customers',
    path,
    '--key',
    'codigo',
    '--dry-run',
    '--yes',
  )
  expect(tried.err).toMatch(/Cidade\/UF\s+text\s+\d+ %\s+city\+state\s+75 %\s+Recife\/PE/)
  expect(await take(path, '--key', 'codigo')).toMatchObject({ new: 6, rejected: 0 })
  const places: Record<string, unknown>[] = []
  for (let id = 180; id < 186; id += 1) places.push(await fieldsOf(`user_id:${id}`))
  expect(places).toEqual([
    { city: 'Recife', state: 'PE' },
    { city: 'São Paulo', state: 'SP' },
    { city: 'Ji-Paraná', state: 'RO' },
    { city: 'Olinda' },
    { state: 'PB' },
    { city: 'Natal', state: 'RN' },
  ])
  const kept = file('codigo;Cidade/UF', '186;Recife/PE')
  expect(await take(kept, '--key', 'codigo', '--map', 'Cidade/UF=city')).toMatchObject({ new: 1 })
  expect(await fieldsOf('user_id:186')).toEqual({ city: 'Recife/PE' })
  const unknown = ['--key', 'codigo', '--map', 'Cidade/UF=city+region'] as const
  const refused = await shell.type('import', 'customers', kept, ...unknown, '--yes')
  expect(refused.err).toContain('There is no field "region"')
})

test('a policy keeps what is there', async () => {
  await take(file('codigo,city,gender', '100,Lima,'), '--key', 'codigo')
  const path = file('codigo,city,gender', '100,Quito,f', '101,Quito,m')
  const policy = ['--policy', 'city=blank', '--policy', 'gender=never']
  expect(await take(path, '--key', 'codigo', ...policy)).toMatchObject({ new: 1, unchanged: 1 })
  expect(await fieldsOf('user_id:100')).toEqual({ city: 'Lima' })
  expect(await fieldsOf('user_id:101')).toEqual({ city: 'Quito', gender: 'm' })
})

test('everybody comes onto a list and consents, once', async () => {
  const path = file('codigo,city', '110,Lima', '111,Lima')
  const more = ['--key', 'codigo', '--list', 'Newsletter', '--consent', 'news:email']
  expect(await take(path, ...more)).toMatchObject({ new: 2 })
  expect(await shell.json('segments', 'count', 'in list "Newsletter"')).toMatchObject({ count: 2 })
  expect(await take(path, ...more)).toMatchObject({ unchanged: 2, changed: 0 })
})

describe('lists that a file names and the shop has not', () => {
  const lines = ['codigo,Grupos', '130,Degustação|VIP', '131,degustação', '132,']
  const asked = ['--key', 'codigo', '--map', 'Grupos=lists']
  const members = async (list: string) =>
    (await shell.json('segments', 'count', `in list "${list}"`))['count']
  const lists = async () => (await shell.type('lists', '--json')).out

  test('are named by a trial, which makes none', async () => {
    const tried = await take(file(...lines), ...asked, '--list', 'Loja nova', '--dry-run')
    expect(tried).toMatchObject({ new: 3, madeLists: ['Loja nova', 'Degustação', 'VIP'] })
    expect(await lists()).not.toMatch(/Degustação|VIP|Loja nova/)
    const shown = await shell.type('import', 'customers', file(...lines), ...asked, '--dry-run')
    expect(shown.out).toContain('Lists to be made: Degustação, VIP')
  })

  test('are made where nobody is to be asked, and are empty once the import is undone', async () => {
    const taken = await take(file(...lines), ...asked)
    expect(taken).toMatchObject({ new: 3, rejected: 0, madeLists: ['Degustação', 'VIP'] })
    expect([await members('Degustação'), await members('VIP')]).toEqual([2, 1])
    const again = await take(file(...lines), ...asked)
    expect(again).toMatchObject({ unchanged: 3, madeLists: [] })
    await shell.json('imports', 'undo', String(taken['import']))
    expect([await members('Degustação'), await members('VIP')]).toEqual([0, 0])
    const second = await take(
      file('codigo,city', '133,Rio'),
      '--key',
      'codigo',
      '--list',
      'Terceira',
    )
    expect(second).toMatchObject({ madeLists: ['Terceira'] })
    expect(await members('Terceira')).toBe(1)
  })

  test('reject the rows that name them where the API is not told to make them', async () => {
    const { running } = shell
    const options = { key: 'codigo', map: { Grupos: 'lists' } }
    const body = { kind: 'customers', fileName: 'x.csv', options } as const
    const { id } = await running.ask(routes.imports.create, { body })
    const upload = 'codigo,Grupos\n140,Nenhuma\n141,VIP\n'
    const seen = await running.ask(routes.imports.upload, { params: { id } }, { upload })
    expect(seen.detection).toMatchObject({ missingLists: ['Nenhuma'] })
    await running.ask(routes.imports.start, { params: { id } })
    await running.settled()
    const done = await shell.json('imports', 'show', String(id))
    expect(done).toMatchObject({ state: 'done', result: { new: 1, rejected: 1, madeLists: [] } })
    const named = { ...body, options: { ...options, lists: ['Nenhuma'] } }
    expect((await running.refused(routes.imports.create, { body: named })).code).toBe('not_found')
  })
})

test('events come in once, by their id or by all that they say', async () => {
  const path = file(
    'codigo,quando,loja,valor',
    '200,2024-05-01 10:00:00,Recife,10.5',
    '200,2024-05-02 10:00:00,Recife,7',
    ',2024-05-02 10:00:00,Recife,7',
  )
  const asked = ['import', 'events', path, '--key', 'codigo', '--event', 'Store Visited', '--yes']
  expect(await shell.json(...asked)).toMatchObject({ rows: 3, new: 2, rejected: 1 })
  expect(await shell.json(...asked)).toMatchObject({ rows: 3, new: 0, unchanged: 2, rejected: 1 })
  const question = 'did "Store Visited" at least 2 times'
  expect(await shell.json('segments', 'count', question)).toMatchObject({ count: 1 })
})

test('a sign where nothing is known is no value, and names nobody', async () => {
  const path = file(
    'codigo;Nome;CPF;E-mail;Valor (R$);Nascimento',
    '901;Ana;-;n/a;-;-',
    '902;Bia;não tem;bia@sinal.com.br;1,50;01/02/1990',
    '903;Caio;Não informado;-;#N/D;31/12/1985',
    '904;Davi;529.982.247-25;-;2,75;-',
  )
  expect(await take(path, '--key', 'codigo', '--map', 'Valor (R$)=gasto')).toMatchObject({
    rows: 4,
    new: 4,
    rejected: 0,
    conflicts: 0,
  })
  expect(await fieldsOf('user_id:901')).toEqual({ name: 'Ana' })
  expect(await shell.json('customers', 'show', 'user_id:902')).toMatchObject({
    identifiers: { user_id: ['902'], email: ['bia@sinal.com.br'] },
  })
  // Where it names the customers, it names none of them.
  const byDocument = file('CPF,Nome', 'não tem,Eva', 'não tem,Gil')
  expect(await take(byDocument, '--key', 'CPF')).toMatchObject({ new: 0, rejected: 2 })
})
