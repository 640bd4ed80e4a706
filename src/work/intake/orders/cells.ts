import { valueType } from '../../../domain/customer/field.ts'
import type { Field } from '../../../domain/customer/field.ts'
import { showNumber } from '../../../domain/number.ts'
import { parseNumberStyled, type NumberStyle } from '../../../domain/numberStyle.ts'
import { showDay } from '../../../domain/time/civil.ts'
import { parseInstantStyled, readStyled } from '../../../domain/time/dateStyle.ts'
import { showInstant } from '../../../domain/time/instant.ts'
import type { Zone } from '../../../domain/time/zone.ts'
import type { LineRules } from './line.ts'
import type { Dialect } from './options.ts'

/** How cells are read in a file of that dialect. */
export function cellReaders(
  dialect: Dialect,
  zone: Zone,
): Pick<LineRules, 'readNumber' | 'readTime' | 'plainValue'> {
  const { dates } = dialect
  const number = numberStyle(dialect)
  const readNumber = (text: string) => parseNumberStyled(text, number)
  const readTime = (text: string) => parseInstantStyled(text, dates, zone)
  const readDate = (text: string) => readStyled(text, dates)?.day
  return { readNumber, readTime, plainValue }

  /** What cannot be read stays as it is: `parseValue` then says what is wrong with it. */
  function plainValue(field: Field, text: string): string {
    switch (valueType(field.type)) {
      case 'integer':
      case 'decimal':
      case 'money':
        return shown(readNumber(text), showNumber, text)
      case 'date':
        return shown(readDate(text), showDay, text)
      case 'datetime':
        return shown(readTime(text), showInstant, text)
      case 'text':
      case 'choice':
      case 'boolean':
      case 'list':
      case 'location':
        return text
    }
  }
}

function shown(n: number | undefined, show: (n: number) => string, otherwise: string): string {
  return n === undefined ? otherwise : show(n)
}

/** Whichever sign is not the decimal one separates thousands: groups that are none are refused. */
function numberStyle({ decimal }: Dialect): NumberStyle {
  return decimal === ',' ? { decimal, thousands: '.' } : { decimal, thousands: ',' }
}
