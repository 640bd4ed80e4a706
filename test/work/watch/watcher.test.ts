import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { eventually } from '../../patience.ts'
import { call } from '../../../src/api/client.ts'
import { routes } from '../../../src/api/routes.ts'
import { loadConfig } from '../../../src/config.ts'
import { startProgram, type Program } from '../../../src/main.ts'
import { testConfig } from '../../http/running.ts'

const base = mkdtempSync(join(tmpdir(), 'clientela-watch-'))
const folder = join(base, 'entrada')
const inbox = join(folder, 'Loja ERP')
let program: Program

async function started(data = 'data'): Promise<Program> {
  const config = await testConfig(join(base, data))
  return await startProgram({ ...config, watch: folder, watchEvery: 1_000 })
}

const customers = async () => {
  const { items } = await call(program.server, routes.customers.list, { query: { limit: 100 } })
  return items.map(({ fields }) => fields['name'] as string).toSorted()
}
const imports = async (of = program) => (await call(of.server, routes.imports.list, {})).items
const watch = async () => (await call(program.server, routes.status.read, {})).watch

/** Until the file is in one of the folders beside. */
async function ended(name: string): Promise<'done' | 'failed'> {
  return await eventually(async () => {
    for (const end of ['done', 'failed'] as const) {
      if (existsSync(join(inbox, end, name)) && !existsSync(join(inbox, name))) return end
    }
    throw new Error(`nothing became of ${name}: ${JSON.stringify(await watch())}`)
  })
}

const header = 'codigo;Nome;Cidade;Nascimento'
const csv = (...rows: readonly string[]): string => `${[header, ...rows].join('\n')}\n`
const first = csv('1;Ana Lima;Recife;25/12/1990', '2;Bia Souza;Olinda;01/02/1985')

beforeAll(async () => {
  mkdirSync(inbox, { recursive: true })
  program = await started()
  await saveTemplate(program)
})
afterAll(async () => {
  await program.stop()
  rmSync(base, { recursive: true, force: true })
})

async function saveTemplate(
  { server }: Program,
  more: { readonly policy?: Record<string, 'blank'> } = {},
): Promise<void> {
  const options = { key: 'codigo', ...more }
  const body = { kind: 'customers' as const, fileName: 'a.csv', options }
  const { id } = await call(server, routes.imports.create, { body })
  await call(server, routes.imports.upload, { params: { id } }, { upload: Buffer.from(first) })
  await call(server, routes.importTemplates.save, { body: { name: 'Loja ERP', import: id } })
  await call(server, routes.imports.cancel, { params: { id } })
}

describe('a watched folder', () => {
  test('takes a file in by the template that its folder is called, and puts it away', async () => {
    writeFileSync(join(inbox, 'clientes.csv'), first)
    expect(await ended('clientes.csv')).toBe('done')
    expect(await customers()).toEqual(['Ana Lima', 'Bia Souza'])
    const [made] = await imports()
    expect(made).toMatchObject({ state: 'done', fileName: 'clientes.csv', result: { new: 2 } })
    expect(readdirSync(join(inbox, 'done'))).toEqual(['clientes.csv'])
    expect(await watch()).toMatchObject({
      directory: folder,
      everySeconds: 1,
      problem: null,
      done: 1,
      failed: 0,
    })
  })

  test('takes files of orders in by a template of theirs', async () => {
    const { server } = program
    const lines = ['pedido,quem,data,item,qtd,valor', '1,1,2020-12-25,X,2,9.75']
    const columns = { order: 'pedido', customer: 'quem', time: 'data' }
    const options = { ...columns, item: 'item', quantity: 'qtd', price: 'valor' }
    const body = { kind: 'orders', fileName: 'o.csv', options } as const
    const { id } = await call(server, routes.imports.create, { body })
    const upload = Buffer.from(lines.join('\n'))
    await call(server, routes.imports.upload, { params: { id } }, { upload })
    await call(server, routes.importTemplates.save, { body: { name: 'Pedidos', import: id } })
    await call(server, routes.imports.cancel, { params: { id } })
    mkdirSync(join(folder, 'Pedidos'), { recursive: true })
    writeFileSync(join(folder, 'Pedidos', 'o.csv'), `${lines.join('\n')}\n2,2,never,X,1,1\n`)
    const done = join(folder, 'Pedidos', 'done')
    await eventually(() => expect(existsSync(join(done, 'o.csv'))).toBe(true))
    expect(readdirSync(done).toSorted()).toEqual([
      'o.csv',
      'o.csv.rejected.csv',
      'o.csv.report.txt',
    ])
    const report = readFileSync(join(done, 'o.csv.report.txt'), 'utf8')
    expect(report).toContain('2 rows: 1 orders, 0 refunds, 1 rows rejected')
  })

  test('does not take the same file in twice, whatever it is called', async () => {
    const before = (await imports()).length
    writeFileSync(join(inbox, 'outra vez.csv'), first)
    expect(await ended('outra vez.csv')).toBe('done')
    expect((await imports()).length).toBe(before)
  })

  test('takes what is said again in when something else was said in between', async () => {
    writeFileSync(join(inbox, 'b.csv'), csv('1;Ana Souza;Recife;25/12/1990'))
    expect(await ended('b.csv')).toBe('done')
    expect(await customers()).toEqual(['Ana Souza', 'Bia Souza'])
    writeFileSync(join(inbox, 'clientes.csv'), first)
    await ended('clientes.csv')
    await eventually(async () => expect((await watch())?.waiting).toBe(0))
    expect(await customers()).toEqual(['Ana Lima', 'Bia Souza'])
    expect(readdirSync(join(inbox, 'done'))).toContain('clientes (2).csv')
  })

  test('takes the same in again once the template says something else', async () => {
    const before = (await imports()).length
    await saveTemplate(program, { policy: { city: 'blank' } })
    writeFileSync(join(inbox, 'por nome.csv'), first)
    expect(await ended('por nome.csv')).toBe('done')
    const all = (await imports()).map(({ fileName }) => fileName)
    expect([all.length, all[0]]).toEqual([before + 2, 'por nome.csv'])
  })

  test('that two servers watch has each file taken in by one of them', async () => {
    const other = await started('data of another')
    try {
      await saveTemplate(other)
      const names = Array.from({ length: 12 }, (_, i) => `noite ${i}.csv`)
      names.forEach((name, i) => {
        writeFileSync(join(inbox, name), csv(`7${i};Noite ${i};Recife;01/01/1990`))
      })
      for (const name of names) expect(await ended(name)).toBe('done')
      const taken = [...(await imports()), ...(await imports(other))].map(
        ({ fileName }) => fileName,
      )
      expect(taken.filter((name) => name.startsWith('noite')).toSorted()).toEqual(names.toSorted())
      expect((await imports(other)).length).toBeGreaterThan(1)
    } finally {
      await other.stop()
    }
    await eventually(() => expect(readdirSync(inbox).toSorted()).toEqual(['done']))
  })

  test('puts the rejected rows and their reasons beside the file', async () => {
    writeFileSync(join(inbox, 'c.csv'), csv('3;Caio;Recife;31/02/1985', '4;Davi;Recife;01/03/1985'))
    expect(await ended('c.csv')).toBe('done')
    expect(await customers()).toContain('Davi')
    const rejected = readFileSync(join(inbox, 'done', 'c.csv.rejected.csv'), 'utf8')
    expect(rejected).toContain('3;Caio;Recife;31/02/1985')
    expect(rejected).not.toContain('Davi')
    const report = readFileSync(join(inbox, 'done', 'c.csv.report.txt'), 'utf8')
    expect(report).toContain('2 rows: 1 new, 0 changed, 0 unchanged, 1 rejected')
    expect(report).toContain('Nascimento')
  })

  test('puts away as failed what cannot be taken in, with the reason', async () => {
    writeFileSync(join(inbox, 'outro.csv'), 'a;b\n1;2\n')
    expect(await ended('outro.csv')).toBe('failed')
    const report = readFileSync(join(inbox, 'failed', 'outro.csv.report.txt'), 'utf8')
    expect(report).toContain('The file has no column')
    expect(await imports()).toContainEqual(
      expect.objectContaining({ fileName: 'outro.csv', state: 'cancelled' }),
    )
    const stray = join(folder, 'Sem nome')
    mkdirSync(stray)
    writeFileSync(join(stray, 'x.csv'), first)
    const report2 = join(stray, 'failed', 'x.csv.report.txt')
    await eventually(() => expect(existsSync(report2)).toBe(true))
    expect(readFileSync(report2, 'utf8')).toContain('There is no template "Sem nome"')
    await eventually(async () => expect((await watch())?.failed).toBe(2))
  })

  test('puts away what has a name of full length, and imports it once', async () => {
    const name = `${'vendas de \u00e9poca '.repeat(16).slice(0, 230)}.csv`
    expect(Buffer.byteLength(name)).toBeGreaterThan(244)
    writeFileSync(join(inbox, name), 'a;b\n1;2\n')
    const failed = join(inbox, 'failed')
    const itsReport = () =>
      readdirSync(failed).find((each) => /^vendas.*\.report\.txt$/.test(each)) ?? ''
    await eventually(() => expect(itsReport()).not.toBe(''))
    const cut = itsReport().replace('.report.txt', '')
    expect(readFileSync(join(failed, cut), 'utf8')).toBe('a;b\n1;2\n')
    expect([name.startsWith(cut.replace('.csv', '')), cut.endsWith('.csv')]).toEqual([true, true])
    expect(readdirSync(inbox)).not.toContain(name)
  })

  test('imports once what cannot be put away, until it can', async () => {
    const blocked = join(folder, 'Pedidos', 'failed')
    symlinkSync(join(base, 'nowhere'), blocked)
    writeFileSync(join(folder, 'Pedidos', 'sem coluna.csv'), 'a,b\n1,2\n')
    await eventually(async () => expect((await watch())?.problem).toContain('not there'))
    // Some looks more, each of which could begin another import of it.
    await sleep(4_000)
    await eventually(async () => expect((await watch())?.problem).toContain('not there'))
    rmSync(blocked)
    const report = join(blocked, 'sem coluna.csv.report.txt')
    await eventually(() => expect(readFileSync(report, 'utf8')).toContain('no column'))
    const made = (await imports()).filter(({ fileName }) => fileName === 'sem coluna.csv')
    expect(made).toHaveLength(1)
  })

  test('waits while a file is being written, and lets lie what is no file of its own', async () => {
    const outside = join(base, 'segredo.csv')
    writeFileSync(outside, csv('9;Segredo;Recife;01/01/1990'))
    symlinkSync(outside, join(inbox, 'link.csv'))
    writeFileSync(join(inbox, 'd.csv.part'), first)
    writeFileSync(join(inbox, 'd.csv'), `${header}\n`)
    for (let i = 0; i < 50; i += 1) {
      appendFileSync(join(inbox, 'd.csv'), `5000${i};Eva ${i};Natal;01/01/1990\n`)
      // Several times between two looks, however late either comes.
      await sleep(100)
      expect(existsSync(join(inbox, 'd.csv'))).toBe(true)
    }
    expect(await ended('d.csv')).toBe('done')
    const [made] = await imports()
    expect(made).toMatchObject({ fileName: 'd.csv', result: { rows: 50, new: 50 } })
    expect(readdirSync(inbox).toSorted()).toEqual(['d.csv.part', 'done', 'failed', 'link.csv'])
    expect(await customers()).not.toContain('Segredo')
  })

  test('is told by an absolute path that lies apart from the data directory', async () => {
    const wrong = loadConfig({}, ['--watch', 'entrada'])
    expect('errors' in wrong ? wrong.errors.join() : '').toContain('an absolute path')
    const inside = join(base, 'other', 'watched')
    const config = { ...(await testConfig(join(base, 'other'))), watch: inside }
    await expect(startProgram(config)).rejects.toThrow('lie within each other')
    await expect(startProgram({ ...config, watch: base })).rejects.toThrow('within each other')
    // Not there yet, behind a link that is.
    symlinkSync(join(base, 'other'), join(base, 'link'))
    const behind = { ...config, watch: join(base, 'link', 'none', 'yet') }
    await expect(startProgram(behind)).rejects.toThrow('within each other')
  })
})
