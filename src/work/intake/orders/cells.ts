import type { FieldType } from '../../../domain/customer/field.ts'
import { parseInstantStyled } from '../../../domain/time/dateStyle.ts'
import type { Zone } from '../../../domain/time/zone.ts'
import { cellReader, numberReader } from '../files/cells.ts'
import type { LineRules } from './line.ts'
import type { Dialect } from './options.ts'

/** How cells are read in a file of that dialect. */
export function cellReaders(
  dialect: Dialect,
  zone: Zone,
): Pick<LineRules, 'readNumber' | 'readTime' | 'plainValue'> {
  const readers = new Map<FieldType, (text: string) => string>()
  return {
    readNumber: numberReader(dialect),
    readTime: (text) => parseInstantStyled(text, dialect.dates, zone),
    plainValue: (field, text) => {
      const known = readers.get(field.type)
      if (known !== undefined) return known(text)
      const reader = cellReader(dialect, field, zone)
      readers.set(field.type, reader)
      return reader(text)
    },
  }
}
