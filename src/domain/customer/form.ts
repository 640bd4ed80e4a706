import { failure, isFailure, type Failure } from '../failure.ts'
import { didYouMean } from '../suggest.ts'
import type { Field } from './field.ts'
import { oneLine } from './fieldRules.ts'

/** How much of the width of a form a field has. */
export const widths = ['full', 'half', 'third'] as const
type Width = (typeof widths)[number]

/** Who sees a field on a form: who may read, only who may write, only who administers. */
export const formRoles = ['read', 'write', 'admin'] as const
export type FormRole = (typeof formRoles)[number]

export type FormField = {
  /** Its id: a field that is renamed stays where it is. */
  readonly field: number
  readonly width: Width
  readonly visible: FormRole
}

export type FormSection = { readonly title: string; readonly fields: readonly FormField[] }

/** A layout as people give it: fields by name. */
export type GivenSection = {
  readonly title: string
  readonly fields: readonly {
    readonly field: string
    readonly width?: Width | undefined
    readonly visible?: FormRole | undefined
  }[]
}

const most = { sections: 50, fields: 500 } as const

/**
 * The layout with what was left out: full width, seen by everybody. Refused with the place: fields that
 * there are not, that are archived, that stand on it twice.
 */
export function layoutOf(
  given: readonly GivenSection[],
  fields: readonly Field[],
): readonly FormSection[] | Failure {
  if (given.length > most.sections) return tooMany(`more than ${most.sections} sections`)
  const byName = new Map(fields.map((field) => [field.name, field]))
  const seen = new Map<number, string>()
  const sections: FormSection[] = []
  for (const [i, section] of given.entries()) {
    const where = `sections[${i}]`
    const title = section.title.trim() === '' ? '' : oneLine(section.title, `${where}.title`)
    if (isFailure(title)) return title
    const placed = placedIn(section, where, { byName, seen })
    if (isFailure(placed)) return placed
    sections.push({ title, fields: placed })
  }
  return seen.size > most.fields ? tooMany(`more than ${most.fields} fields`) : sections
}

function placedIn(
  section: GivenSection,
  place: string,
  {
    byName,
    seen,
  }: { readonly byName: ReadonlyMap<string, Field>; readonly seen: Map<number, string> },
): readonly FormField[] | Failure {
  const placed: FormField[] = []
  for (const [i, { field: name, width = 'full', visible = 'read' }] of section.fields.entries()) {
    const where = `${place}.fields[${i}].field`
    const field = byName.get(name)
    if (field === undefined) return unknown(name, where, [...byName.values()])
    const wrong = unusable(field, where, seen)
    if (wrong !== undefined) return wrong
    seen.set(field.id, where)
    placed.push({ field: field.id, width, visible })
  }
  return placed
}

/** Every field that stands: the built-in ones first, then the shop's by their groups, each in its order. */
export function defaultLayout(fields: readonly Field[]): readonly FormSection[] {
  const standing = fields.filter(({ archived }) => !archived)
  const groups = new Map<string, FormField[]>([['', []]])
  for (const { id, group } of standing) {
    const at = groups.get(group) ?? []
    at.push({ field: id, width: 'half', visible: 'read' })
    groups.set(group, at)
  }
  return [...groups].flatMap(([title, placed]) =>
    placed.length === 0 ? [] : [{ title, fields: placed }],
  )
}

/** The layout with one more field, in the section of its group or at the end. */
export function withField(
  sections: readonly FormSection[],
  { id, group }: Pick<Field, 'id' | 'group'>,
): readonly FormSection[] {
  const placed: FormField = { field: id, width: 'full', visible: 'read' }
  const at = sections.findLastIndex(({ title }) => title === group)
  if (at === -1) return [...sections, { title: group, fields: [placed] }]
  return sections.map((section, i) =>
    i === at ? { ...section, fields: [...section.fields, placed] } : section,
  )
}

function unusable(
  { id, name, archived }: Field,
  where: string,
  seen: ReadonlyMap<number, string>,
): Failure | undefined {
  if (archived) {
    return failure('invalid', `The field ${name} is archived`, { where, fix: 'Restore it first.' })
  }
  const before = seen.get(id)
  if (before === undefined) return undefined
  return failure('invalid', `The field ${name} is on the form twice`, {
    where,
    fix: `Leave it here or at ${before}.`,
  })
}

function unknown(name: string, where: string, fields: readonly Field[]): Failure {
  const names = fields.filter(({ archived }) => !archived).map((field) => field.name)
  return failure('invalid', `There is no field ${JSON.stringify(name.slice(0, 60))}`, {
    where,
    fix: didYouMean(name, names, 'Ask for the list of fields, or make this one.'),
  })
}

function tooMany(what: string): Failure {
  return failure('too_large', `A form has not ${what}`, {
    where: 'sections',
    fix: 'Make several forms.',
  })
}
