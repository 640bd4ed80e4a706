import { describe, expect, test } from 'vitest'
import { routes } from '../../src/api/routes.ts'
import { filesOf, shellOfFile } from './typing.ts'

const shell = shellOfFile()
const file = filesOf(shell, 'erp')

const header = 'Cód;Cliente;Situação;Limite;Cadastro'
const take = async (path: string, ...more: readonly string[]) =>
  await shell.json('import', 'customers', path, ...more, '--yes')
const fieldsOf = async (who: string) =>
  (await shell.json('customers', 'show', who))['fields'] as Record<string, unknown>
const templates = async () => (await shell.running.ask(routes.importTemplates.list, {})).items

describe('templates of imports', () => {
  test('keep what was said and what was guessed', async () => {
    const path = file(header, '1;Ana Lima;ativa;1.250,50;25/12/2020')
    const said = ['--key', 'Cód', '--map', 'Situação=erp_status', '--map', 'Limite=credit']
    await shell.type('fields', 'create', 'erp_status', '--type', 'text')
    await shell.type('fields', 'create', 'credit', '--type', 'decimal')
    await take(path, ...said, '--policy', 'credit=blank', '--save-template', 'Loja ERP')
    const [template] = await templates()
    expect(template).toMatchObject({
      name: 'Loja ERP',
      kind: 'customers',
      columns: header.split(';'),
      options: {
        key: 'Cód',
        identifier: 'user_id',
        map: { Cliente: 'name', Situação: 'erp_status', Limite: 'credit', Cadastro: 'cadastro' },
        policy: { credit: 'blank' },
        columns: { Limite: { decimal: ',' }, Cadastro: { dates: 'dmy' } },
      },
    })
  })

  test('take in another file as the first, which by itself would be read otherwise', async () => {
    // Either way round, and a decimal point: without the template, somebody would be asked.
    const path = file(header, '2;Bia Souza;inativa;1.250;03/04/2021')
    const without = await shell.type('import', 'customers', path, '--key', 'Cód', '--yes')
    expect(without.code).not.toBe(0)
    expect(await take(path, '--template', 'Loja ERP')).toMatchObject({ new: 1, rejected: 0 })
    expect(await fieldsOf('user_id:2')).toMatchObject({
      name: 'Bia Souza',
      erp_status: 'inativa',
      credit: 1250,
      cadastro: '2021-04-03',
    })
  })

  test('are overruled by what is said', async () => {
    const path = file(header, '2;Bia Souza;inativa;99,00;03/04/2021')
    const taken = await take(path, '--template', 'Loja ERP', '--policy', 'credit=always')
    expect(taken).toMatchObject({ changed: 1 })
    expect(await fieldsOf('user_id:2')).toMatchObject({ credit: 99 })
  })

  test('are named by the answer to an upload with the same columns, in any order and case', async () => {
    const detected = async (...lines: readonly string[]) => {
      const body = { kind: 'customers' as const, fileName: 'x.csv', options: {} }
      const { id } = await shell.running.ask(routes.imports.create, { body })
      const upload = Buffer.from(`${lines.join('\n')}\n`)
      const params = { id }
      const looked = await shell.running.ask(routes.imports.upload, { params }, { upload })
      await shell.running.ask(routes.imports.cancel, { params })
      return (looked.detection as { templates: string[] }).templates
    }
    const other = 'CLIENTE;COD;SITUACAO;CADASTRO;LIMITE'
    expect(await detected(other, 'Ana;1;ativa;01/01/2020;1,5')).toEqual(['Loja ERP'])
    expect(await detected(`${other};E-mail`, 'Ana;1;ativa;01/01/2020;1,5;a@b.br')).toEqual([])
    expect(await detected('CLIENTE;COD', 'Ana;1')).toEqual([])
    const said = await shell.type(
      'import',
      'customers',
      file(header, '3;Caio;ativa;1,5;25/12/2020'),
      '--key',
      'Cód',
      '--dry-run',
    )
    expect(said.err).toContain('--template "Loja ERP"')
  })

  test('go on with the new name of a field, and are named among what uses it', async () => {
    await shell.running.ask(routes.fields.change, {
      params: { name: 'erp_status' },
      body: { name: 'account_status' },
    })
    const [template] = await templates()
    expect(template?.options).toMatchObject({ map: { Situação: 'account_status' } })
    const usage = await shell.json('fields', 'show', 'account_status')
    expect(usage['templates']).toEqual([{ id: template?.id, name: 'Loja ERP' }])
    expect((await shell.json('fields', 'show', 'city'))['templates']).toEqual([])
    await take(file(header, '4;Davi;suspensa;1,5;25/12/2020'), '--template', 'Loja ERP')
    expect(await fieldsOf('user_id:4')).toMatchObject({ account_status: 'suspensa' })
  })

  test('are replaced by one of the same name of the same kind only', async () => {
    const path = file('codigo,Nome', '5,Eva')
    await take(path, '--key', 'codigo', '--save-template', 'Loja ERP')
    expect(await templates()).toMatchObject([{ columns: ['codigo', 'Nome'] }])
    const events = file('codigo,quando,evento', '5,2026-01-02T10:00:00Z,Visit')
    const refused = await shell.type(
      'import',
      'events',
      events,
      '--key',
      'codigo',
      '--yes',
      '--save-template',
      'Loja ERP',
    )
    expect(refused.err).toContain('is of files of customers')
    const misused = await shell.type('import', 'events', events, '--template', 'Loja ERP', '--yes')
    expect(misused.err).toContain('is of files of customers')
  })

  test('say which column is missing in a file, and are deleted by name', async () => {
    const refused = await shell.type(
      'import',
      'customers',
      file('Nome', 'Eva'),
      '--template',
      'Loja ERP',
      '--yes',
    )
    expect(refused.err).toContain('no column "codigo"')
    expect((await shell.type('imports', 'templates')).out).toContain('Loja ERP')
    await shell.type('imports', 'templates', 'delete', 'Loja ERP')
    expect(await templates()).toEqual([])
    const gone = await shell.type('imports', 'templates', 'delete', 'Loja ERP')
    expect(gone.err).toContain('There is no template "Loja ERP"')
  })
})
