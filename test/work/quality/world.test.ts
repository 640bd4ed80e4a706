import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { FindingCode } from '../../../src/domain/customer/quality/code.ts'
import { jobById, type Job } from '../../../src/store/operational/jobs.ts'
import { latestReport, type QualityReport } from '../../../src/store/operational/qualityReports.ts'
import { startExaminer, type Examiner } from '../../../src/work/quality/examiner.ts'
import { openWorld, type World } from '../intake/world.ts'

let world: World
let examiner: Examiner

async function open(): Promise<void> {
  world = await openWorld()
  examiner = startExaminer({
    operational: world.operational,
    database: world.database,
    connection: world.connection,
    clock: () => Date.UTC(2026, 10, 21, 15),
    failed: (_, error) => void process.stderr.write(String(error)),
    waits: (error) => void process.stderr.write(String(error)),
  })
  for (const field of [
    { name: 'spent', type: 'money' },
    { name: 'uf', type: 'text', filterable: true },
    { name: 'document', type: 'cpf', identifying: true },
    { name: 'plan', type: 'choice', choices: ['Gold', 'Silver', 'Blue'] },
    { name: 'notes', type: 'long_text' },
    { name: 'since', type: 'text' },
    { name: 'tags', type: 'list' },
  ] as const) {
    await world.field(field)
  }
}

async function close(): Promise<void> {
  await examiner.stop()
  await world.close()
}

async function examine(): Promise<QualityReport> {
  const { db } = world.operational
  const { id } = await examiner.request('test')
  let job: Job | undefined
  do {
    await new Promise((resolve) => setTimeout(resolve, 20))
    job = await jobById(db, id)
  } while (job?.state === 'waiting' || job?.state === 'running')
  expect(job).toMatchObject({ state: 'done' })
  const report = await latestReport(db)
  expect(report?.job).toBe(id)
  return report as QualityReport
}

/** What was found: field, code, count. */
async function found(): Promise<string[]> {
  const { byId } = await world.catalog()
  const { fields } = await examine()
  return fields
    .flatMap(({ field, findings }) =>
      findings.map(({ code, count }) => `${byId.get(field)?.name} ${code} ${count}`),
    )
    .toSorted()
}

type Fields = Readonly<Record<string, unknown>>

async function bring(customers: readonly Fields[], source = 'import', first = 0): Promise<void> {
  const came = await world.bulk(
    customers.map((fields, i) => ({
      kind: 'customers',
      mode: 'upsert',
      source,
      customers: [{ identifiers: { user_id: `u${first + i}` }, fields }],
    })),
  )
  expect(came.rejections).toEqual([])
}

const given = 'Ana Bia Caio Davi Eva Fábio Gil Hugo Iara João Lia Maria Nara Otto Paula Rui'.split(
  ' ',
)
const family = 'Silva Souza Costa Alves Lima Rocha Dias Melo Nunes Prado'.split(' ')
const places = [
  ['São Paulo', 'SP', '11'],
  ['Rio de Janeiro', 'RJ', '21'],
  ['Recife', 'PE', '81'],
  ['Belo Horizonte', 'MG', '31'],
] as const

/** A customer of whom everything is as it should be. */
function clean(i: number): Fields {
  const first = given[i % given.length] ?? ''
  const [city, uf, area] = places[i % places.length] ?? places[0]
  const day = new Date(Date.UTC(1950, 0, 2) + i * 43 * 86_400_000).toISOString().slice(0, 10)
  return {
    name: `${first} da ${family[(i * 7) % family.length]} ${family[(i * 3) % family.length]}`,
    email: `${first.toLowerCase().normalize('NFD').replaceAll(/\p{M}/gu, '')}${i}@gmail.com`,
    phone: `(${area}) 9${8_000_0000 + i * 7_919}`,
    birth_date: day.endsWith('01-01') ? day.replace('01-01', '01-02') : day,
    gender: i % 2 === 0 ? 'F' : 'M',
    city,
    state: uf,
    uf,
    country: 'BR',
    spent: 20 + ((i * 37) % 400),
    document: cpf(100_000_000 + i * 7_919),
    plan: ['Gold', 'Silver', 'Blue'][i % 3],
    notes: `LIGAR de tarde, é ${i}\nok`,
    since: `cliente desde ${i}`,
    tags: ['café', 'chá'].slice(0, 1 + (i % 2)),
  }
}

function cpf(nine: number): string {
  const digits = Array.from(String(nine), Number)
  for (const length of [9, 10]) {
    const sum = digits.reduce((total, digit, i) => total + digit * (length + 1 - i), 0)
    digits.push(((sum * 10) % 11) % 10)
  }
  return digits.join('')
}

const some = 400

describe('a clean shop', () => {
  beforeAll(open)
  afterAll(close)

  test('has nothing that is found', async () => {
    await bring(Array.from({ length: some }, (_, i) => clean(i)))
    expect(await found()).toEqual([])
    const report = await latestReport(world.operational.db)
    expect(report?.customers).toBe(some)
    const { byName } = await world.catalog()
    const of = (name: string) => report?.fields.find(({ field }) => field === byName.get(name)?.id)
    expect(of('plan')).toMatchObject({
      filled: some,
      distinct: 3,
      invalid: 0,
      suspicious: 0,
      sources: [{ source: 'import', filled: some, invalid: 0 }],
    })
    expect(of('language')).toMatchObject({ filled: 0, distinct: 0, findings: [], sources: [] })
  })
})

describe('an empty shop', () => {
  beforeAll(open)
  afterAll(close)

  test('has nothing that is found, and nothing that can be mended', async () => {
    expect(await found()).toEqual([])
    const { byName } = await world.catalog()
    const { signal } = new AbortController()
    expect(await examiner.plan(byName.get('name')!, 'leftover', signal)).toBeUndefined()
  })
})

/** What is wrong, for whom: field, code, values. */
const faults: readonly (readonly [string, FindingCode, readonly unknown[]])[] = [
  ['name', 'leftover', ['teste', 'xxx', 'Consumidor Final', '-']],
  ['name', 'all_capitals', ['MARIA DA SILVA', "JOANA D'ÁVILA", 'RUI LTDA']],
  ['name', 'all_small', ['josé de souza']],
  ['name', 'digits_in_name', ['Maria Silva 2', 'Ana 11']],
  ['name', 'email_inside', ['Ana <ana@uol.com.br>']],
  ['name', 'broken_letters', ['JosÃ© Alves']],
  ['name', 'odd_characters', ['Eva\u200b Lima', 'Gil\u0007 Dias']],
  ['name', 'blanks', ['Iara   Melo']],
  ['email', 'email_typo', ['a1@gmial.com', 'a2@hotmial.com', 'a3@gmail.con', 'a4@yaho.com.br']],
  ['email', 'leftover', ['naotem@naotem.com']],
  ['phone', 'unplaced_phone', ['34567890', '+5520998765432']],
  ['phone', 'made_up', ['(11) 99999-9999']],
  ['phone', 'shared', Array.from({ length: 7 }, () => '(11) 3222-1100')],
  ['birth_date', 'before_1900', ['1893-05-02']],
  [
    'birth_date',
    'default_date',
    ['1900-01-01', '1900-01-01', ...Array.from({ length: 24 }, () => '1970-01-01')],
  ],
  ['birth_date', 'too_old', ['1901-02-03']],
  ['birth_date', 'in_future', ['2027-01-05', '2926-05-05']],
  ['city', 'spelling', ['SAO PAULO', 'sao paulo', 'recife']],
  ['city', 'leftover', ['não informado', 'n/a']],
  ['state', 'mixed_styles', ['São Paulo', 'Pernambuco']],
  ['uf', 'mixed_styles', ['Minas Gerais', 'Minas Gerais', 'São Paulo']],
  ['uf', 'spelling', ['sp', 'pe']],
  ['spent', 'negative', ['-30', '-1']],
  ['spent', 'far_out', ['99999999']],
  ['document', 'made_up', ['123.456.789-09']],
  ['gender', 'mixed_styles', ['Feminino', 'masculino']],
]

describe('a shop with faults', () => {
  beforeAll(async () => {
    await open()
    const customers = Array.from({ length: some }, (_, i) => clean(i))
    let next = 0
    for (const [name, , values] of faults) {
      for (const value of values) {
        customers[next % some] = { ...customers[next % some], [name]: value }
        next += 1
      }
    }
    await bring(customers)
  })
  afterAll(close)

  test('has each of them found, by its count, and nothing else', async () => {
    const wanted = faults.map(([name, code, values]) => `${name} ${code} ${values.length}`)
    // Some of the spellings of cities are all capitals or all small as well.
    wanted.push('city all_capitals 1', 'city all_small 2')
    expect(await found()).toEqual(wanted.toSorted())
  })
})
