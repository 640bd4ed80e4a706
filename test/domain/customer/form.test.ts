import { describe, expect, test } from 'vitest'
import { plainField, type Field } from '../../../src/domain/customer/field.ts'
import {
  defaultLayout,
  layoutOf,
  withField,
  type GivenSection,
} from '../../../src/domain/customer/form.ts'

function field(id: number, name: string, more: Partial<Field> = {}): Field {
  return { ...plainField, id, name, label: name, type: 'text', ...more }
}

const fields = [
  field(1, 'name'),
  field(2, 'city'),
  field(3, 'roast', { group: 'Taste' }),
  field(4, 'gone', { archived: true }),
]

function section(...names: string[]): GivenSection {
  return { title: ' Contact ', fields: names.map((name) => ({ field: name })) }
}

describe('a layout', () => {
  test('keeps its order; what is left out is the full width, for everybody', () => {
    const given = [{ ...section('city'), fields: [{ field: 'city', width: 'half' as const }] }]
    expect(layoutOf([...given, section('name')], fields)).toEqual([
      { title: 'Contact', fields: [{ field: 2, width: 'half', visible: 'read' }] },
      { title: 'Contact', fields: [{ field: 1, width: 'full', visible: 'read' }] },
    ])
  })

  test.each([
    [[section('name', 'ciyt')], 'sections[0].fields[1].field', 'Did you mean "city"?'],
    [[section('gone')], 'sections[0].fields[0].field', 'Restore it first.'],
    [
      [section('name'), section('city', 'name')],
      'sections[1].fields[1].field',
      'Leave it here or at sections[0].fields[0].field.',
    ],
    [[{ title: 'a\nb', fields: [] }], 'sections[0].title', undefined],
    [Array.from({ length: 51 }, () => section()), 'sections', 'Make several forms.'],
  ] as const)('%j is refused with its place and mend', (given, where, fix) => {
    expect(layoutOf(given, fields)).toMatchObject({ where, ...(fix === undefined ? {} : { fix }) })
  })

  test('of its own has all that stands, by group', () => {
    const layout = defaultLayout(fields)
    expect(layout.map(({ title, fields: all }) => [title, all.map((each) => each.field)])).toEqual([
      ['', [1, 2]],
      ['Taste', [3]],
    ])
  })

  test('gets one more field in the section of its group, or in a new one', () => {
    const layout = defaultLayout(fields)
    const more = withField(layout, { id: 9, group: 'Taste' })
    expect(more[1]?.fields.map((each) => each.field)).toEqual([3, 9])
    expect(withField(layout, { id: 9, group: 'New' }).at(-1)).toMatchObject({ title: 'New' })
  })
})
