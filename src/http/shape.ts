import { z } from 'zod'

/** The parts of JSON Schema that our contract comes to. */
type Schema = {
  readonly type?: string | readonly string[]
  readonly description?: string
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: Schema | boolean
  readonly items?: Schema
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly format?: string
  readonly default?: unknown
  readonly id?: string
  readonly $ref?: string
  readonly $defs?: Readonly<Record<string, Schema>>
}

/**
 * A schema as a person reads it: `name?: text`, one part a line, with what is said of it. Forms that
 * have a name are shown by it where they stand inside others.
 */
export function shapeOf(schema: z.ZodType, io: 'input' | 'output'): string {
  const root = z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as Schema
  return shape(root, { defs: root.$defs ?? {}, indent: '', depth: 0 })
}

type At = {
  readonly defs: Readonly<Record<string, Schema>>
  readonly indent: string
  readonly depth: number
}

/** Deeper than this a form is only named: nobody reads further. */
const deepest = 5

function shape(schema: Schema, at: At): string {
  if (schema.$ref !== undefined) return referred(schema.$ref, at)
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (schema.enum !== undefined) return schema.enum.map((each) => JSON.stringify(each)).join(' | ')
  const union = schema.anyOf ?? schema.oneOf
  if (union !== undefined) return [...new Set(union.map((each) => shape(each, at)))].join(' | ')
  if (schema.type === 'array') return `[${shape(schema.items ?? {}, at)}, …]`
  if (schema.type === 'object') return object(schema, at)
  const types = [schema.type ?? ''].flat()
  return types.map((type) => words[type] ?? 'any JSON').join(' | ')
}

const words: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'number',
  integer: 'integer',
  boolean: 'true | false',
  null: 'null',
}

function referred(reference: string, at: At): string {
  const name = reference.split('/').at(-1) ?? ''
  const target = at.defs[name]
  // A form that refers to itself has no end; a text of a known form is told by its name.
  if (target === undefined || name.startsWith('__')) return 'any JSON'
  if (target.type !== 'object' || target.properties === undefined) return name
  return at.depth > 0 ? name : shape(target, at)
}

function object({ properties, required = [], additionalProperties }: Schema, at: At): string {
  if (properties === undefined) {
    const value = typeof additionalProperties === 'object' ? additionalProperties : {}
    return `{ NAME: ${shape(value, { ...at, depth: at.depth + 1 })}, … }`
  }
  if (at.depth >= deepest) return '{ … }'
  const indent = `${at.indent}  `
  const inside = { ...at, indent, depth: at.depth + 1 }
  const lines = Object.entries(properties).map(([name, part]) => {
    const optional = required.includes(name) ? '' : '?'
    const standard = part.default === undefined ? '' : ` [${JSON.stringify(part.default)}]`
    const says = part.description === undefined ? '' : `   ${part.description}`
    return `${indent}${name}${optional}: ${shape(part, inside)}${standard}${says}`
  })
  return `{\n${lines.join('\n')}\n${at.indent}}`
}
