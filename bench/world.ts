/** The shop on which the bench runs: made inside the engine, the same at every run. */
import type { Database } from '../src/store/clickhouse/database.ts'
import { as, sql, type Sql } from '../src/store/sql/sql.ts'

export const now = Date.UTC(2026, 5, 1)
export const dayMs = 86_400_000
export const eventNames = [
  'Page Viewed',
  'Product Viewed',
  'Product Added',
  'Order Completed',
  'Email Opened',
] as const
export const cities = Array.from({ length: 20 }, (_, i) => `city ${i}`)

/** Names as they are given here, folded: some hundred thousand pairs, of which some are frequent. */
export const given = (
  'maria jose ana joao antonio francisco carlos paulo pedro lucas luiz marcos luis gabriel rafael ' +
  'francisca daniel marcelo bruno eduardo felipe raimundo rodrigo adriana juliana marcia fernanda ' +
  'patricia aline sandra camila amanda bruna jessica leticia julia luciana vanessa mariana gabriela ' +
  'vera vitoria larissa claudia beatriz luana rita sonia renata eliane'
).split(' ')
export const surnames = (
  'silva santos oliveira souza rodrigues ferreira alves pereira lima gomes costa ribeiro martins ' +
  'carvalho almeida lopes soares fernandes vieira barbosa rocha dias nascimento andrade moreira ' +
  'nunes marques machado mendes freitas cardoso ramos goncalves santana teixeira araujo cavalcanti ' +
  'monteiro moura correia batista campos cunha pinto melo azevedo farias borges castro nogueira'
).split(' ')

export type Scale = { readonly customers: number; readonly events: number }

/** Fills empty tables. Events are spread over a year; some customers do far more than others. */
export async function fillWorld(database: Database, scale: Scale, cityId: number): Promise<void> {
  await database.run(sql`INSERT INTO customers (customer_id, version, created, updated, known, data, ${column(cityId)}, ${column(cityId, '_fold')})
    SELECT ${idOf(sql`number`)}, 1, ${now}, ${now}, true,
      concat('{"', ${String(cityId)}, '":["', city, '",', toString(${now}), ',"bench"]}'),
      concat('city ', toString(sipHash64(number) % 20)) AS city, city
    FROM numbers(${as('UInt64', scale.customers)})`)
  await database.run(sql`INSERT INTO contacts (customer_id, version, data, identifiers, search, f1, f1_fold)
    WITH arrayElement(${as('Array(String)', given)}, 1 + sipHash64(number, 1) % ${given.length}) AS first,
      arrayElement(${as('Array(String)', surnames)}, 1 + sipHash64(number, 2) % ${surnames.length}) AS last,
      arrayElement(${as('Array(String)', surnames)}, 1 + sipHash64(number, 3) % ${surnames.length}) AS middle,
      concat(first, ' ', middle, ' ', last) AS name,
      concat('c', toString(number)) AS user,
      concat(first, '.', last, '.', user, '@mail', toString(sipHash64(number, 4) % 9), '.com') AS email
    SELECT ${idOf(sql`number`)}, 1, '{}', map('user_id', [user], 'email', [email]),
      concat(name, '\n', user, '\n', email), name, name
    FROM numbers(${as('UInt64', scale.customers)})`)
  const block = 1_000_000
  for (let from = 0; from < scale.events; from += block) {
    await database.run(eventBlock(scale, from, Math.min(block, scale.events - from)))
  }
  await database.run(sql`OPTIMIZE TABLE customers FINAL`)
  await database.run(sql`OPTIMIZE TABLE contacts FINAL`)
  await database.run(sql`OPTIMIZE TABLE events FINAL`)
}

function eventBlock(scale: Scale, from: number, count: number): Sql {
  return sql`INSERT INTO events (name, customer_id, ts, id, channel, source, import_id, version, received, total, product_id, order_id, text, fold, body)
    WITH
      sipHash64(number, 1) AS r1, sipHash64(number, 2) AS r2, sipHash64(number, 3) AS r3,
      toUInt64(pow((r1 % 1000003) / 1000003, 1.6) * ${as('UInt64', scale.customers)}) AS who,
      multiIf(r2 % 100 < 50, 'Page Viewed', r2 % 100 < 75, 'Product Viewed', r2 % 100 < 83, 'Product Added', r2 % 100 < 93, 'Order Completed', 'Email Opened') AS what,
      concat('category ', toString(r3 % 12)) AS category
    SELECT what, ${idOf(sql`who`)}, toInt64(${now} - r3 % 31536000000), reinterpretAsUInt128(sipHash128(number)),
      'site', 'bench', 1, 1, ${now},
      if(what = 'Order Completed', toInt64(r1 % 3000000), NULL),
      if(what LIKE 'Product%', concat('p', toString(r2 % 500)), ''),
      if(what = 'Order Completed', toString(number), ''),
      if(what LIKE 'Product%', map('category', category, 'product_id', concat('p', toString(r2 % 500))), map('path', concat('/', toString(r2 % 50)))) AS texts, texts, ''
    FROM numbers(${as('UInt64', from)}, ${as('UInt64', count)})`
}

/** Customer ids are spread over 63 bits, as real ones are. */
function idOf(n: Sql): Sql {
  return sql`bitAnd(intHash64(${n} + 1), 9223372036854775807)`
}

function column(id: number, suffix = ''): Sql {
  // Column names are made of the id alone.
  return { parts: [`f${id}${suffix}`] }
}
