import { compile, m, segment, type Mutant } from './mutant.ts'

export const inRanks: readonly Mutant[] = [
  m(
    'engine: a share of people is rounded down',
    `${compile}/rankEdge.ts`,
    '* among + 99, 100)',
    '* among, 100)',
  ),
  m(
    'engine: of a number all who are equal to the last are in it',
    `${compile}/rankEdge.ts`,
    'percent === true || taken === wanted',
    'percent === true || taken >= wanted',
  ),
  m(
    'engine: of equals those of lesser ids come first',
    `${compile}/rankEdge.ts`,
    'ORDER BY created, customer_id LIMIT 1',
    'ORDER BY customer_id LIMIT 1',
  ),
  m(
    'engine: whoever was deleted is put in order',
    `${compile}/rankEdge.ts`,
    'FROM customers FINAL WHERE ${who})`',
    'FROM customers WHERE ${who})`',
  ),
  m(
    'engine: it is among everyone how far a rank reaches',
    `${compile}/rankEdge.ts`,
    'members(among, context',
    'members(everyone, context',
  ),
  m(
    'engine: whoever is not among them is in it',
    `${compile}/members.ts`,
    'condition.among === undefined ? within : ',
    'condition.among === undefined || within !== never ? within : ',
  ),
  m(
    'engine: whoever did nothing is put in order by a sum',
    `${compile}/quantity.ts`,
    'allOf([sql`${count} > 0`, there])',
    'there',
  ),
  m(
    'engine: whoever was only refunded is put in order',
    `${compile}/netTotal.ts`,
    'there: sql`of_orders > 0`',
    'there: sql`1`',
  ),
  m(
    'engine: averages are put in order by what is left of a division',
    `${compile}/rankEdge.ts`,
    '1n << 154n',
    '1n',
  ),
  m(
    'engine: quotients below 0 are rounded to 0',
    `${compile}/rankEdge.ts`,
    ' - (modulo(${wide}, ${by}) < 0)',
    '',
  ),
  m(
    'engine: a change in percent goes by what was before',
    `${compile}/quantity.ts`,
    'abs(toInt256(${before}))',
    'toInt256(${before})',
  ),
  m(
    'engine: of equals who was created at the same instant comes first',
    `${compile}/rank.ts`,
    'created = ${created} AND customer_id <= ',
    'created = ${created} AND customer_id < ',
  ),
  m(
    'engine: whoever has a value that is worked out is in a rank by it',
    `${compile}/worked.ts`,
    'WHERE ${atEdge(quantity, edge)}`',
    'WHERE ${quantity.there}`',
  ),
  m(
    'engine: how far a rank by a calculated field reaches is found of those who lack it too',
    `${compile}/worked.ts`,
    'there: sql`isNotNull(worked)`',
    'there: sql`1`',
  ),
  m(
    'memory: whoever did nothing is put in order by a sum',
    `${segment}/matches.ts`,
    'events === undefined || events.length === 0',
    'events === undefined',
  ),
  m(
    'memory: averages are compared by their sums',
    `${segment}/rank.ts`,
    '[a.sum * b.over, b.sum * a.over]',
    '[a.sum, b.sum]',
  ),
  m(
    'memory: of equals the later created come first',
    `${segment}/rank.ts`,
    'a.created - b.created',
    'b.created - a.created',
  ),
  m(
    'memory: among everyone is who is in it',
    `${segment}/matches.ts`,
    'return rank.among === undefined || meets(rank.among, question)',
    'return true',
  ),
]
