import type { ValueContext } from '../../domain/customer/value.ts'
import { normalIdentifier } from '../../domain/customer/identity.ts'
import { failure, isFailure, orRefuse, Refusal } from '../../domain/failure.ts'
import { askedBy, type Asked } from '../../domain/vtex/asked.ts'
import { parseWhere, type Where } from '../../domain/vtex/where.ts'
import { memberIds } from '../../store/clickhouse/compile/members.ts'
import { customersWith } from '../../store/clickhouse/identities.ts'
import { withRanks } from '../../store/clickhouse/ranks.ts'
import { as, join, sql, type Sql } from '../../store/sql/sql.ts'
import { contextAt } from '../../work/context.ts'
import { readCondition, vocabularyOf, type Vocabulary } from '../questions.ts'
import { knownIn } from '../reading.ts'
import type { Works } from '../works.ts'

/** The parameters of a query that are no filter begin so. */
const ownParameter = /^_/

/** What a search asks by `_where` and by parameters that name a field: all of it. */
export function askedOf(
  query: Readonly<Record<string, unknown>>,
  vocabulary: Vocabulary,
): Asked | undefined {
  const { _where: text } = query
  const parts: Where[] = []
  if (typeof text === 'string' && text.trim() !== '') parts.push(orRefuse(parseWhere(text)))
  for (const [field, value] of Object.entries(query)) {
    if (ownParameter.test(field) || typeof value !== 'string') continue
    parts.push({ type: 'compare', field, op: '=', value })
  }
  if (parts.length === 0) return undefined
  return orRefuse(askedBy({ type: 'all', of: parts }, scopeOf(vocabulary)))
}

/** What one rule of a document's clusters asks. */
export function ruleAsked(rule: string, vocabulary: Vocabulary): Asked {
  return orRefuse(askedBy(orRefuse(parseWhere(rule)), scopeOf(vocabulary)))
}

function scopeOf(vocabulary: Vocabulary) {
  const { zone }: ValueContext = vocabulary.values
  return { fields: knownIn(vocabulary).fields, zone }
}

/** The same as a test of a row of `customers`, as of now. */
export async function testOf(works: Works, asked: Asked): Promise<Sql> {
  const vocabulary = await vocabularyOf(works)
  const context = await contextAt(works.operational.db, works.clock(), vocabulary.segments)
  return await compiled(asked)

  async function compiled(part: Asked): Promise<Sql> {
    switch (part.type) {
      case 'all':
      case 'any': {
        const tests = await Promise.all(part.of.map(compiled))
        if (tests.length === 0) return part.type === 'all' ? sql`true` : sql`false`
        return sql`(${join(tests, part.type === 'all' ? ' AND ' : ' OR ')})`
      }
      case 'condition': {
        const condition = readCondition({ condition: part.condition }, vocabulary)
        const ranked = await withRanks(works.database, context, [condition])
        return sql`customer_id IN (${memberIds(condition, ranked)})`
      }
      case 'recorded': {
        const column = part.of === 'created' ? sql`created` : sql`updated`
        const from = part.from === undefined ? sql`true` : sql`${column} >= ${part.from}`
        const to = part.to === undefined ? sql`true` : sql`${column} < ${part.to}`
        return part.not === true ? sql`NOT (${from} AND ${to})` : sql`(${from} AND ${to})`
      }
      case 'id': {
        const id = idIn(part.id)
        const is = id === undefined ? sql`false` : sql`customer_id = ${as('UInt64', id)}`
        return part.not === true ? sql`NOT (${is})` : is
      }
      case 'identifier': {
        const whose = sql`customer_id IN (${whoHas(part, vocabulary.values.country)})`
        return part.not === true ? sql`NOT (${whose})` : whose
      }
    }
  }
}

/** Who has that identifier, or any of the kind. Refused: what can be nobody's. */
function whoHas({ kind, value }: Extract<Asked, { type: 'identifier' }>, country: string): Sql {
  if (value === undefined) return customersWith(kind)
  const normal = normalIdentifier(kind, value, country)
  if (!isFailure(normal)) return customersWith(kind, normal)
  const { code, message, fix } = normal
  throw new Refusal(failure(code, message, { where: kind, ...(fix !== undefined && { fix }) }))
}

/** The id of a customer in that of a document, with or without the letters of its entity. */
export function idIn(text: string): string | undefined {
  const id = text.replace(/^CL-/, '')
  return /^[1-9]\d{0,18}$/.test(id) && BigInt(id) < 2n ** 63n ? id : undefined
}
