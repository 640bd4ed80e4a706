import { expect, test } from 'vitest'
import { routes } from '../../src/api/routes.ts'
import { filesOf, shellOfFile } from './typing.ts'

const shell = shellOfFile()

const header = 'Pedido;Cliente;Data;SKU;Qtd;Preço;UF'
const file = filesOf(shell, 'orders')
const flags =
  '--order Pedido --customer Cliente --time Data --item SKU --quantity Qtd --price Preço'
const columns = flags.split(' ')
const template = async () =>
  (await shell.running.ask(routes.importTemplates.list, {})).items.find(
    ({ name }) => name === 'Pedidos ERP',
  )

test('a template of orders keeps the columns and how the file was written, and is listed', async () => {
  const path = file(header, '1;a;25/12/2020;X;2;1250,50;PE')
  const more = ['--field', 'uf=UF', '--refund-prefix', 'C', '--save-template', 'Pedidos ERP']
  const taken = await shell.json('import', 'orders', path, ...columns, ...more, '--yes')
  expect(taken).toMatchObject({ orders: 1, rejected: 0 })
  expect(await template()).toMatchObject({
    kind: 'orders',
    columns: header.split(';'),
    options: {
      order: 'Pedido',
      price: 'Preço',
      refundPrefix: 'C',
      fields: { uf: 'UF' },
      found: { decimal: ',', dates: 'dmy' },
    },
  })
  const listed = (await shell.type('imports', 'templates')).out
  expect(listed).toMatch(/Pedidos ERP +orders +Pedido/)
})

test('by it another file is taken in whose dates and prices do not tell how they are written', async () => {
  const path = file(header, '2;b;03/04/2021;X;1;1.250;BA')
  const alone = await shell.type('import', 'orders', path, ...columns, '--yes')
  expect([alone.code, alone.err]).toEqual([1, expect.stringContaining('--dates')])
  const taken = await shell.json('import', 'orders', path, '--template', 'Pedidos ERP', '--yes')
  expect(taken).toMatchObject({ orders: 1, rejected: 0 })
  const { id } = await shell.running.ask(routes.customers.find, {
    params: { kind: 'user_id', value: 'b' },
  })
  const read = { params: { id }, query: {} }
  expect((await shell.running.ask(routes.customers.read, read)).fields).toMatchObject({ uf: 'BA' })
  const events = JSON.stringify(await shell.running.ask(routes.customers.events, read))
  expect(events).toContain('2021-04-03')
  expect(events).toContain('1250')
})

test('a file that tells is read as it is written, and what is said goes before the template', async () => {
  const path = file('Pedido;Quem;Data;SKU;Qtd;Preço;UF', '3;c;2021-04-25;X;1;9.75;BA')
  const by = ['--template', 'Pedidos ERP', '--customer', 'Quem', '--yes']
  expect(await shell.json('import', 'orders', path, ...by)).toMatchObject({
    orders: 1,
    rejected: 0,
  })
  const { id } = await shell.running.ask(routes.customers.find, {
    params: { kind: 'user_id', value: 'c' },
  })
  const events = await shell.running.ask(routes.customers.events, { params: { id }, query: {} })
  expect(JSON.stringify(events)).toMatch(/2021-04-25.*9\.75/)
})

test('it is told of when a file with the same columns comes, in any order and case', async () => {
  const path = file('UF;PRECO;QTD;SKU;DATA;CLIENTE;PEDIDO', 'PE;1,5;1;X;25/12/2020;d;4')
  const upper = columns.map((each) => (each.startsWith('--') ? each : each.toUpperCase()))
  const said = upper.map((each) => each.replace('Ç', 'C'))
  const taken = await shell.type('import', 'orders', path, ...said, '--yes')
  expect(taken.err).toContain('--template "Pedidos ERP"')
})

test('a field that is renamed goes on being filled, and without a template each column is to be named', async () => {
  const renamed = { params: { name: 'uf' }, body: { name: 'region' } }
  await shell.running.ask(routes.fields.change, renamed)
  expect((await template())?.options).toMatchObject({ fields: { region: 'UF' } })
  const path = file(header, '5;e;25/12/2020;X;2;1250,50;PE')
  const without = await shell.type('import', 'orders', path, '--yes')
  expect([without.code, without.err]).toEqual([
    2,
    expect.stringContaining('--order COLUMN is missing'),
  ])
  const unknown = await shell.type('import', 'orders', path, '--template', 'Nobody', '--yes')
  expect(unknown.err).toContain('There is no template "Nobody"')
  const body = { kind: 'orders', fileName: 'x.csv', options: { order: 'Pedido' } } as const
  const refused = await shell.running.refused(routes.imports.create, { body })
  expect(refused).toMatchObject({ code: 'invalid', where: 'body.options.customer' })
})
