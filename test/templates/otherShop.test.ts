import { beforeAll, describe, expect, test } from 'vitest'
import type { Json } from '../../src/api/parts.ts'
import { routes } from '../../src/api/routes.ts'
import { templates } from '../../src/domain/segment/templates/all.ts'
import { shellOfFile } from '../cli/typing.ts'

const shell = shellOfFile()

const dayMs = 86_400_000
const ago = (days: number): string => new Date(Date.now() - days * dayMs).toISOString()
const dayAgo = (days: number): string => ago(days).slice(0, 10)

/** Fields as a shop in Brazil calls them; of each customer her values. */
const fields = [
  ['data_nascimento', 'date'],
  ['sexo', 'text'],
  ['profissao', 'text'],
  ['estado_civil', 'text'],
  ['renda_mensal', 'money'],
  ['escolaridade', 'text'],
  ['tem_filhos', 'boolean'],
  ['uf', 'text'],
  ['idioma', 'text'],
  ['momento_de_vida', 'text'],
  ['data_do_momento_de_vida', 'date'],
  ['hobbies', 'text'],
  ['causas', 'list'],
  ['habitos', 'list'],
  ['dores', 'list'],
  ['lojista', 'boolean'],
  ['sistemas', 'list'],
  ['nivel_de_conhecimento', 'text'],
] as const

const people = [
  `1,${dayAgo(30 * 365.25 + 5)},feminino,professora,casada,9000,mestrado,sim,PE,pt,mudou de casa,${dayAgo(10)},viagens,sustentabilidade,aventuras,frete,não,Bling,iniciante`,
  `2,${dayAgo(40 * 365.25)},feminino,professora,solteira,3000,médio,não,PE,pt,,,leitura,preço justo,home office,frete,não,Bling,avançado`,
  `3,${dayAgo(50 * 365.25)},masculino,advogado,casado,5000,superior,não,SP,es,,,leitura,comércio justo,home office,prazo,sim,Tiny,avançado`,
  `4,${dayAgo(60 * 365.25)},feminino,médica,casada,4000,médio,sim,PE,pt,,,música,tradição,home office,frete,não,Bling,avançado`,
]

const item = (sku: string, marca: string, quantidade: number) => ({
  sku,
  marca,
  quantidade,
  organico: sku === 'A',
})
const order = (who: number, days: number, valor: number, more: Record<string, Json> = {}) => ({
  event: 'Pedido Realizado',
  identifiers: { user_id: String(who) },
  time: ago(days),
  properties: { valor_total: valor, cupom: 'OI', produtos: [item('A', 'Aurora', 2)], ...more },
})
const did = (who: number, event: string, days: number, properties: Record<string, Json> = {}) => ({
  event,
  identifiers: { user_id: String(who) },
  time: ago(days),
  properties,
})

const events = [
  ...[3, 20, 40].map((days) => order(1, days, 500)),
  order(2, 5, 50, { cupom: null, produtos: [item('B', 'Vale', 1), item('C', 'Aurora', 40)] }),
  ...[100, 200].map((days) => order(3, days, 20, { cupom: null })),
  ...[1, 2, 3, 4].map((days) => did(1, 'Visita', days, { dispositivo: 'Celular' })),
  did(2, 'Visita', 2, { dispositivo: 'Computador' }),
  did(4, 'Visita', 300, { dispositivo: 'Computador' }),
  did(1, 'Visualizou Produto', 3, { nome_do_produto: 'Café Forte', categoria: 'grãos' }),
  did(2, 'Visualizou Produto', 3, { nome_do_produto: 'Café Forte', categoria: 'grãos' }),
  did(2, 'Visualizou Produto', 2, { nome_do_produto: 'Coador', categoria: 'acessórios' }),
  did(4, 'Adicionou ao Carrinho', 2, { sku: 'A' }),
  did(1, 'Adicionou ao Carrinho', 3.001, { sku: 'A' }),
]

beforeAll(async () => {
  for (const [name, type] of fields) {
    await shell.running.ask(routes.fields.create, { body: { name, type, label: name } })
  }
  const header = ['codigo', ...fields.map(([name]) => name)].join(',')
  const path = shell.file('clientes.csv', `${header}\n${people.join('\n')}\n`)
  await shell.json('import', 'customers', path, '--key', 'codigo', '--dates', 'ymd', '--yes')
  await shell.running.ask(routes.events.add, { body: { events } })
  const said = { identifiers: { user_id: '2' }, channel: 'email', purpose: 'ofertas' }
  await shell.running.ask(routes.consents.add, { body: { ...said, state: 'granted' } })
  await shell.running.settled()
})

const offer = async (id: string, body: object = {}) =>
  await shell.running.ask(routes.templates.offer, {
    params: { id },
    body,
    query: { locale: 'pt-BR' },
  })

/** Who is in it: the customers' own numbers. */
async function members(text: string | null): Promise<string[]> {
  const { items } = await shell.running.ask(routes.segments.query, { body: { text: text ?? '' } })
  return items.map(({ identifiers }) => identifiers['user_id']?.[0] ?? '').toSorted()
}

/** By template and what is chosen, who is in it in this shop. */
const expected: Readonly<Record<string, readonly [object, readonly string[]]>> = {
  age: [{ from: 30, to: 40 }, ['1', '2']],
  gender: [{}, ['1', '2', '4']],
  occupation: [{ values: ['Professora'] }, ['1', '2']],
  'marital-status': [{}, ['1', '3', '4']],
  location: [{}, ['1', '2', '4']],
  income: [{ from: 4_500 }, ['1', '3']],
  education: [{}, ['1', '3']],
  household: [{}, ['1', '4']],
  'birthday-month': [{}, []],
  'life-events': [{}, ['1']],
  'cart-abandonment': [{}, ['4']],
  'journey-stage': [{ stage: 'returning', loyal_from: 5 }, ['1', '3']],
  'first-time-buyers': [{}, ['2']],
  'at-risk': [{ days: 90, until: 300 }, ['3']],
  dormant: [{}, ['4']],
  'most-viewed-products': [{ products: 'café forte' }, ['1']],
  'bulk-buyers': [{ things: 41 }, ['2']],
  'heavy-users': [{ active_days: 4 }, ['1']],
  'occasional-users': [{ active_days: 3 }, ['2']],
  'novelty-seekers': [{ products: 2 }, ['2']],
  'brand-loyal': [{ orders: 2 }, ['1', '3']],
  'deal-seekers': [{}, ['1']],
  interests: [{ values: ['leitura'] }, ['2', '3']],
  values: [{ values: ['tradição'] }, ['4']],
  lifestyle: [{}, ['2', '3', '4']],
  'pain-points': [{}, ['1', '2', '4']],
  'eco-conscious': [{ orders: 3 }, ['1']],
  'socially-responsible': [{}, ['3']],
  adventurer: [{ categories: 2 }, ['1', '2']],
  'big-spenders': [{ amount: 1_500 }, ['1']],
  'rfm-groups': [{ recent: 30, often: 3, much: 1_000 }, ['1']],
  resellers: [{}, ['3']],
  subscribers: [{ channel: 'email' }, ['2']],
  'device-type': [{}, ['1']],
  'preferred-language': [{}, ['3']],
  'own-software': [{}, ['1', '2', '4']],
  proficiency: [{}, ['1']],
}

describe('a shop with names of its own', () => {
  test.each(templates)('has for $id whom it means', async ({ id }) => {
    const [parameters, who] = expected[id] ?? [{}, ['?']]
    const { lacks, text, reading } = await offer(id, { parameters })
    expect({ id, lacks }).toEqual({ id, lacks: [] })
    expect(reading).not.toMatch(/undefined|\[object/)
    // Whose birthday month it is depends on the day on which this is run.
    if (id === 'birthday-month') return
    expect(await members(text)).toEqual(who)
  })

  test('may say itself what fills a role, or that nothing does', async () => {
    const mapping = { interests: 'profissao' }
    const parameters = { values: ['advogado'] }
    const { text, mapping: filled } = await offer('interests', { mapping, parameters })
    expect(filled).toMatchObject([{ role: 'interests', filledBy: 'profissao', guessed: 'choice' }])
    expect(await members(text)).toEqual(['3'])

    const without = await offer('resellers', {
      mapping: { reseller: '-' },
      parameters: { things: 40 },
    })
    expect(await members(without.text)).toEqual(['2'])
  })

  test.each([
    ['a role that there is not', { mapping: { sex: 'sexo' } }, 'There is no role "sex"'],
    ['a field that there is not', { mapping: { gender: 'sexos' } }, 'There is no field "sexos"'],
    ['a field of another type', { mapping: { birth_date: 'sexo' } }, 'is of the type text'],
    ['a parameter that there is not', { parameters: { form: 1 } }, 'has no parameter "form"'],
    ['a number out of bounds', { parameters: { from: 500 } }, 'is no value of "from"'],
    ['an end before its beginning', { parameters: { from: 40, to: 30 } }, 'above "to" (30)'],
    ['a text for a number', { parameters: { from: 'old' } }, 'is no value of "from"'],
  ])('is told of %s', async (_, body, message) => {
    const why = await shell.running.refused(routes.templates.offer, {
      params: { id: 'age' },
      body: body as object,
    })
    expect([why.code, why.message]).toEqual(['invalid', expect.stringContaining(message)])
    expect(why.fix).toBeDefined()
  })

  test('is shown what was only guessed from a part of a name', async () => {
    const show = ['templates', 'show', 'own-software', '--locale']
    expect((await shell.type(...show, 'en')).out).toMatch(/software .* sistemas$/m)
    const body = { name: 'hobbies_e_interesses', type: 'list', label: 'x' } as const
    await shell.running.ask(routes.fields.create, { body })
    const path = shell.file('mais.csv', 'codigo,hobbies_e_interesses\n1,tricô\n')
    await shell.json('import', 'customers', path, '--key', 'codigo', '--yes')
    const map = ['--map', 'interests=hobbies_e_interesses']
    const chosen = await shell.type('templates', 'show', 'interests', ...map, '--locale', 'en')
    expect(chosen.out).toMatch(/interests .* hobbies_e_interesses$/m)
    await shell.json('fields', 'change', 'hobbies', '--filterable', 'off')
    const guessed = await shell.type('templates', 'show', 'interests', '--locale', 'pt-BR')
    expect(guessed.out).toContain('hobbies_e_interesses (um palpite: confira)')
  })

  test('saves one as a segment, from the command line, in its own language', async () => {
    const use = ['templates', 'use', 'location', '--locale', 'pt-BR']
    const made = await shell.json(...use, '--set', 'places=SP', '--set', 'places=PE')
    expect(made).toMatchObject({ name: 'Localização: SP, PE', size: { count: 4 } })
    expect(made['text']).toBe('uf is any of ("SP", "PE")')
    // Broken off while its members were looked for, it is given again: there are no two of it.
    const again = await shell.json(...use, '--set', 'places=SP', '--set', 'places=PE')
    expect(again).toMatchObject({ id: made['id'], version: 1, size: { count: 4 } })
    const other = await shell.type(...use, '--set', 'places=SP', '--name', 'Localização: SP, PE')
    expect([other.code, other.err]).toEqual([1, expect.stringContaining('Localização: SP, PE')])
  })
})

describe('a shop that lacks what a template needs', () => {
  test('is asked for an event before what the event says', async () => {
    const { lacks } = await offer('big-spenders', { mapping: { order_completed: '-' } })
    expect(lacks).toEqual([
      'Precisa de “Pedido”, que a loja ainda não tem. Importe os pedidos passados de um arquivo e envie cada novo pedido na hora. Costuma se chamar “Order Completed”.',
    ])
    const total = await offer('big-spenders', { mapping: { order_total: '-' } })
    expect(total.lacks).toEqual([expect.stringContaining('Costuma se chamar “total”.')])
  })

  test('is told which template was probably meant', async () => {
    const params = { id: 'big-spender' }
    const why = await shell.running.refused(routes.templates.read, { params })
    expect(why).toMatchObject({ code: 'not_found', fix: 'Did you mean "big-spenders"?' })
  })

  test('is told what, and how to get it', async () => {
    const { lacks, condition, size } = await offer('gender', { mapping: { gender: '-' } })
    expect([condition, size]).toEqual([null, null])
    expect(lacks).toEqual([
      'Precisa de “Gênero”, que a loja ainda não tem. Pergunte no cadastro ou em um questionário curto, ou importe do sistema em que está. Costuma se chamar “gender”.',
    ])
    const shown = await shell.type('templates', 'show', 'gender', '--map', 'gender=-')
    expect(shown.out).toContain('Not yet: It needs “Gender”, which this shop does not know yet.')
    const used = await shell.type('templates', 'use', 'gender', '--map', 'gender=-')
    expect([used.code, used.err]).toEqual([
      1,
      expect.stringContaining('does not fit this shop yet'),
    ])
  })

  test('is told of a field that conditions may not use, and of values that nobody has', async () => {
    await shell.json('fields', 'change', 'causas', '--filterable', 'off')
    const { lacks } = await offer('socially-responsible')
    expect(lacks).toEqual([
      'Precisa de “Valores”, que a loja ainda não tem. Existe um campo “causas”, mas as condições não podem usá-lo: torne-o filtrável.',
    ])
    const strange = await offer('socially-responsible', {
      mapping: { personal_values: 'habitos' },
    })
    expect(strange.lacks).toEqual([
      'Nenhum dos valores que ele procura existe aqui: escolha alguns dos que existem.',
    ])
  })
})
