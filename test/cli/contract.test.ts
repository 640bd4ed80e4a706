import { readFileSync } from 'node:fs'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { routes } from '../../src/api/routes.ts'
import { openShell, typed, type Shell } from './typing.ts'

let shell: Shell
let file: string

const lines = [
  'InvoiceNo,StockCode,Quantity,InvoiceDate,UnitPrice,CustomerID,Country,Shoe',
  '1,a,2,2011-12-01 08:00:00,1.5,17850.0,France,38',
  '1,b,1,2011-12-01 08:00:00,2,17850.0,France,38',
  '2,a,1,2011-12-05 08:00:00,1.5,17850.0,France,38',
  '3,a,1,2011-12-11 08:00:00,1.5,17850.0,France,38',
  '4,a,1,2011-12-05 08:00:00,1.5,13047,Spain,40',
  'C5,a,-1,2011-12-06 08:00:00,1.5,13047,Spain,40',
  '6,a,1,2011-12-06 08:00:00,1.5,,Spain,40',
]

const columns =
  '--order InvoiceNo --customer CustomerID --time InvoiceDate --item StockCode --quantity Quantity --price UnitPrice --refund-prefix C --timezone UTC'.split(
    ' ',
  )

beforeAll(async () => {
  shell = await openShell()
  file = shell.file('orders.csv', `${lines.join('\n')}\n`)
})
afterAll(async () => await shell.close())

describe('import orders', () => {
  test('takes a file in and says what came of it', async () => {
    const result = await shell.json(
      'import',
      'orders',
      file,
      ...columns,
      '--field',
      'country=Country',
      '--yes',
    )
    expect(result).toMatchObject({ rows: 7, rejected: 1, customers: 2, orders: 4, refunds: 1 })
    expect(readFileSync(String(result['rejectedFile']), 'utf8')).toContain(',6,a,1,')
  })

  test('the same file twice changes nothing', async () => {
    const again = await shell.json(
      'import',
      'orders',
      file,
      ...columns,
      '--field',
      'country=Country',
      '--yes',
    )
    expect(again).toMatchObject({
      rows: 7,
      orders: 4,
      newOrders: 0,
      changedOrders: 0,
      newCustomers: 0,
    })
  })

  test('a field that is not there is made as text when that is wanted, else refused with the mend', async () => {
    const asked = ['import', 'orders', file, ...columns, '--field', 'shoe=Shoe']
    const refused = await shell.type(...asked)
    expect([refused.code, refused.out]).toEqual([2, ''])
    expect(refused.err).toContain('shoe')
    expect(refused.err).toContain('--yes')
    const taken = await shell.json(...asked, '--yes')
    expect(taken).toMatchObject({ unchangedOrders: 5 })
    expect(await shell.json('segments', 'count', 'shoe = "38"')).toMatchObject({ count: 1 })
  })

  test('a file or a column that is not there is told', async () => {
    const noFile = await shell.type('import', 'orders', `${file}.not`, ...columns, '--yes')
    expect([noFile.code, noFile.out]).toEqual([1, ''])
    expect(noFile.err).toContain('There is no file')
    const noColumn = await shell.type(
      'import',
      'orders',
      file,
      ...columns,
      '--field',
      'city=City',
      '--yes',
    )
    expect(noColumn.code).toBe(1)
    expect(noColumn.err).toContain('"City"')
  })

  test('nobody there to say that it was understood is misuse, before anything is sent', async () => {
    const imports = async () => (await shell.running.ask(routes.imports.list, {})).items.length
    const before = await imports()
    const { code, err } = await shell.type('import', 'orders', file, ...columns)
    expect(code).toBe(2)
    expect(err).toContain('--yes')
    expect(await imports()).toBe(before)
  })

  test('no field is made for a column that the file lacks', async () => {
    const asked = ['--field', 'shoelace=Laces', '--yes']
    const { code, err } = await shell.type('import', 'orders', file, ...columns, ...asked)
    expect(code).toBe(1)
    expect(err).toContain('The file has no column "Laces"')
    const { items } = await shell.running.ask(routes.fields.list, {})
    expect(items.map(({ name }) => name)).not.toContain('shoelace')
    const left = (await shell.running.ask(routes.imports.list, {})).items
    expect(left.filter(({ state }) => state === 'new' || state === 'ready')).toEqual([])
  })
})

describe('segments', () => {
  test('are counted as of an instant, without being saved', async () => {
    const question = ['segments', 'count', 'did "Order Completed" at least 2 times']
    expect(await shell.json(...question, '--at', '2011-12-10T00:00:00Z')).toMatchObject({
      count: 1,
    })
    expect(await shell.json(...question, '--at', '2011-12-05T07:59:59Z')).toMatchObject({
      count: 0,
    })
    expect(await shell.json('segments', 'count', 'country = "SPAIN"')).toMatchObject({ count: 1 })
  })

  test('are counted, listed and asked for by @name when they are saved', async () => {
    const made = await shell.json(
      'segments',
      'create',
      'Regulars',
      'did "Order Completed" at least 2 times',
    )
    expect(made).toMatchObject({ name: 'Regulars', size: { count: 1 } })
    expect(await shell.json('segments', 'count', '@Regulars')).toMatchObject({ count: 1 })
    const before = ['segments', 'count', '@Regulars', '--at', '2011-12-02T00:00:00Z']
    expect(await shell.json(...before)).toMatchObject({ count: 0 })
    const listed = await shell.type('segments', 'list')
    expect(listed.out).toContain('Regulars')
    const done = await shell.json('segments', 'refresh', '@Regulars')
    expect(done).toMatchObject({ state: 'done' })
  })

  test('may begin with @name and go on, or name it in quotes', async () => {
    const count = async (text: string) => (await shell.json('segments', 'count', text))['count']
    expect(await count('@Regulars and country = "France"')).toBe(1)
    expect(await count('@Regulars and country = "Spain"')).toBe(0)
    expect(await count('@"Regulars"')).toBe(1)
    const name = 'Journey: loyal'
    await shell.json('segments', 'create', name, 'did "Order Completed"')
    expect(await count(`@${name}`)).toBe(2)
    expect(await count(`@"${name}" and not @Regulars`)).toBe(1)
    const meets = ['customers', 'meets', 'user_id:17850', `@${name}`]
    expect(await shell.json(...meets)).toMatchObject({ meets: true })
    await shell.json('segments', 'delete', `@${name}`)
  })

  test('members come as CSV and as JSON lines, the same people', async () => {
    const csv = await shell.type('segments', 'members', 'everyone', '--format', 'csv')
    const [head = '', ...rows] = csv.out.trimEnd().split('\r\n')
    const columns = head.split(',')
    const at = ['clientela_id', 'user_id'].map((name) => columns.indexOf(name))
    expect(at).not.toContain(-1)
    const jsonl = await shell.type('segments', 'members', 'everyone', '--format', 'jsonl')
    const people = jsonl.out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { id: string; identifiers: { user_id: string[] } })
    expect(rows.map((row) => at.map((place) => row.split(',')[place]))).toEqual(
      people.map(({ id, identifiers }) => [id, identifiers.user_id[0]]),
    )
    expect(people.map(({ identifiers }) => identifiers.user_id.join()).toSorted()).toEqual([
      '13047',
      '17850',
    ])
  })

  test('a mistake is told with its place and mend: exit code 1, on standard error only', async () => {
    const { code, out, err } = await shell.type('segments', 'count', 'contry = "x"')
    expect([code, out]).toEqual([1, ''])
    expect(err).toContain('There is no field "contry"')
    expect(err).toContain('Did you mean "country"?')
    const json = await shell.type('segments', 'count', 'did', '--json')
    expect([json.code, json.out]).toEqual([1, ''])
    expect(JSON.parse(json.err)).toMatchObject({
      error: { code: 'invalid', where: expect.any(String) },
    })
    const at = await shell.type('segments', 'count', 'everyone', '--at', 'yesterday')
    expect(at.code).toBe(2)
    const unknown = await shell.type('segments', 'count', '@Nobody')
    expect(unknown.err).toContain('There is no segment')
  })

  test('a field that lacks its flag is refused with the command that mends it', async () => {
    await shell.json('fields', 'create', 'notes', '--type', 'text', '--filterable', 'off')
    const { code, err } = await shell.type('segments', 'count', 'notes exists')
    expect(code).toBe(1)
    expect(err).toContain('"notes" is not filterable')
    await shell.json('fields', 'change', 'notes', '--filterable', 'on')
    expect((await shell.json('segments', 'count', 'notes exists'))['count']).toBe(0)
  })
})

test('customers are listed and shown', async () => {
  const listed = await shell.type('customers', 'country = "Spain"')
  expect(listed.out).toContain('ID')
  const shown = await shell.json('customers', 'show', 'user_id:17850')
  expect(shown).toMatchObject({
    identifiers: { user_id: ['17850'] },
    fields: { country: 'France' },
    segments: [{ name: 'Regulars' }],
  })
  expect((shown['events'] as { name: string }[]).map(({ name }) => name)).toContain(
    'Order Completed',
  )
})

test('lists and keys are made and taken away', async () => {
  await shell.json('lists', 'create', 'Tasting club')
  await shell.json('lists', 'add', 'Tasting club', 'user_id:17850')
  expect(await shell.json('segments', 'count', 'in list "Tasting club"')).toMatchObject({
    count: 1,
  })
  await shell.json('lists', 'remove', 'Tasting club', 'user_id:17850')
  expect(await shell.json('segments', 'count', 'in list "Tasting club"')).toMatchObject({
    count: 0,
  })
  const key = await shell.json('keys', 'create', 'report', '--scope', 'read')
  expect(key['key']).toMatch(/^ck_/)
  await shell.json('keys', 'revoke', String(key['id']))
  const left = JSON.stringify(await shell.json('keys'))
  expect([left.includes('report'), left.includes('first')]).toEqual([false, true])
})

test('sources have write keys that are shown once, rotated and revoked', async () => {
  const made = await shell.json('sources', 'create', 'Loja online', '--keep-ip', 'on')
  expect(made).toMatchObject({ code: 'loja_online', kind: 'site', keepIp: true })
  expect(made['writeKey']).toMatch(/^wk_/)
  const rotated = await shell.json('sources', 'rotate', 'Loja online')
  const [first, second] = rotated['keys'] as { id: string }[]
  expect(rotated['writeKey']).toContain(second?.id)
  await shell.json('sources', 'revoke', 'Loja online', String(first?.id))
  await shell.json('sources', 'change', 'Loja online', '--kind', 'app')
  const listed = await shell.json('sources')
  expect(listed).toMatchObject([{ kind: 'app', archived: null, keys: [{ id: second?.id }] }])
  expect(JSON.stringify(listed)).not.toContain(String(rotated['writeKey']).slice(16))
  await shell.json('sources', 'archive', '1')
  expect((await shell.type('sources')).out).toContain('app (archived)')
  await shell.json('sources', 'change', '1', '--back')
  expect(await shell.json('sources')).toMatchObject([{ archived: null }])
})

test('status and doctor say how it fares', async () => {
  expect(await shell.json('status')).toMatchObject({ customers: 2, engine: { up: true } })
  // Of a server elsewhere only what it answers; here the machine and the directory too.
  const findings = [{ what: 'Server' }, { what: 'Engine' }, { what: 'Inbox' }]
  expect(await shell.json('doctor')).toMatchObject({ ok: true, findings })
  const here = await typed(['--data', shell.running.config.data, 'doctor', '--json'])
  const told = (JSON.parse(here.out) as { findings: { what: string }[] }).findings
  expect(told.map(({ what }) => what)).toEqual(
    'Node,Platform,Clock,Data directory,Free disk,Held by,Server,Engine,Inbox'.split(','),
  )
})

test('a setting that cannot be read is misuse that names it', async () => {
  vi.stubEnv('CLIENTELA_PORT', 'high')
  const { code, err } = await shell.type('status')
  vi.stubEnv('CLIENTELA_PORT', '')
  expect(code).toBe(2)
  expect(err).toContain('CLIENTELA_PORT')
})

test('a server elsewhere is reached by its address and key, and told apart from silence', async () => {
  vi.stubEnv('CLIENTELA_KEY', '')
  const noKey = await typed(['--url', 'http://127.0.0.1:9', 'status'])
  expect(noKey.err).toContain('CLIENTELA_KEY')
  vi.stubEnv('CLIENTELA_KEY', 'ck_x')
  const silent = await typed(['--url', 'http://127.0.0.1:9', 'status'])
  expect(silent.code).toBe(1)
  expect(silent.err).toContain('No answer from http://127.0.0.1:9')
})

describe('what answers there and is no server of ours is told, not shown as a mistake', () => {
  const answers: Readonly<Record<string, (response: ServerResponse) => void>> = {
    'a website': (response) => response.setHeader('content-type', 'text/html').end('<p>Hello</p>'),
    'an answer that breaks off': (response) => {
      response.writeHead(200, { 'content-length': '1000' }).write('{"items":[')
      setTimeout(() => response.destroy(), 20)
    },
    'a refusal that breaks off': (response) => {
      response.writeHead(503, { 'content-length': '1000' }).write('{')
      setTimeout(() => response.destroy(), 20)
    },
  }
  test.each([
    ['a website', 'answered what is no JSON', 'status'],
    ['an answer that breaks off', 'broke off', 'status'],
    ['a refusal that breaks off', 'broke off', 'status'],
    ['an answer that breaks off', 'broke off', 'segments members everyone'],
  ])('%s: it %s (%s)', async (what, said, words) => {
    const server = createServer((_request, response) => answers[what]?.(response))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    vi.stubEnv('CLIENTELA_KEY', 'ck_x')
    const told = await typed(['--url', `http://127.0.0.1:${port}`, ...words.split(' ')])
    server.close()
    expect(told.code).toBe(1)
    expect(told.err).toContain(`http://127.0.0.1:${port} ${said}`)
    expect(told.err).not.toContain('mistake of the program')
    expect(told.err).toContain('mend:')
  })
})
