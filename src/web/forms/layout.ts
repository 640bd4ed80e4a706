import type { Answer } from '../../api/route.ts'
import type { routes } from '../../api/routes.ts'

export type Form = Answer<typeof routes.forms.read>
export type Section = Form['sections'][number]
export type Placed = Section['fields'][number]

/** What a form is as long as it is being laid out. */
export type Layout = { readonly name: string; readonly sections: readonly Section[] }

/** The place of a field: in which section, at which place in it, from 0. */
export type Place = { readonly section: number; readonly index: number }

export const widths = ['full', 'half', 'third'] as const satisfies readonly Placed['width'][]
export const roles = ['read', 'write', 'admin'] as const satisfies readonly Placed['visible'][]

/** The field at a place is another, or none. */
export function withField(
  sections: readonly Section[],
  at: Place,
  change: Partial<Placed> | undefined,
): readonly Section[] {
  return withSection(sections, at.section, (section) => ({
    ...section,
    fields: section.fields.flatMap((each, i) => {
      if (i !== at.index) return [each]
      return change === undefined ? [] : [{ ...each, ...change }]
    }),
  }))
}

/** With one field more: at a place, which those from there on make free. */
export function withMore(
  sections: readonly Section[],
  at: Place,
  field: Placed,
): readonly Section[] {
  return withSection(sections, at.section, (section) => ({
    ...section,
    fields: section.fields.toSpliced(at.index, 0, field),
  }))
}

/** The field of one place at another. `to` is a place as it was before. */
export function moved(sections: readonly Section[], from: Place, to: Place): readonly Section[] {
  const field = sections[from.section]?.fields[from.index]
  if (field === undefined) return sections
  const isLater = from.section === to.section && from.index < to.index
  const place = isLater ? { ...to, index: to.index - 1 } : to
  return withMore(withField(sections, from, undefined), place, field)
}

/** Where a field comes one step up or down: past the edge of its section into the next. Undefined at the end. */
export function stepped(
  sections: readonly Section[],
  { section, index }: Place,
  by: -1 | 1,
): Place | undefined {
  const within = sections[section]?.fields.length ?? 0
  if (by === -1 && index > 0) return { section, index: index - 1 }
  if (by === 1 && index < within - 1) return { section, index: index + 2 }
  const other = sections[section + by]
  if (other === undefined) return undefined
  return { section: section + by, index: by === -1 ? other.fields.length : 0 }
}

/** The sections with two neighbours in each other's place. */
export function movedSection(
  sections: readonly Section[],
  at: number,
  by: -1 | 1,
): readonly Section[] {
  const section = sections[at]
  if (section === undefined || sections[at + by] === undefined) return sections
  return sections.toSpliced(at, 1).toSpliced(at + by, 0, section)
}

export function withSection(
  sections: readonly Section[],
  at: number,
  change: (section: Section) => Section,
): readonly Section[] {
  return sections.map((section, i) => (i === at ? change(section) : section))
}

/** Which section and field an error of the API is about; undefined where it is about the whole. */
export function placeOfWrong(where: string | undefined): Partial<Place> | undefined {
  const found = /^sections\[(\d+)\](?:\.fields\[(\d+)\])?/.exec(where ?? '')
  if (found === null) return undefined
  const [, section, index] = found
  return { section: Number(section), ...(index === undefined ? {} : { index: Number(index) }) }
}

/** Under which name the layout of a form is kept in this browser as long as it is not saved. */
export function draftName(form: number): string {
  return `form.${form}`
}
