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
  return {
    readNumber: (text) => parseNumberStyled(text, number),
    readTime: (text) => parseInstantStyled(text, dates, zone),
    plainValue: (field, text) => plainValue(field, text),
  }

  /** What cannot be read stays as it is: `parseValue` then says what is wrong with it. */
  function plainValue(field: Field, text: string): string {
    switch (field.type) {
      case 'integer':
      case 'decimal':
      case 'money': {
        const scaled = parseNumberStyled(text, number)
        return scaled === undefined ? text : showNumber(scaled)
      }
      case 'date': {
        const written = readStyled(text, dates)
        return written === undefined ? text : showDay(written.day)
      }
      case 'datetime': {
        const ms = parseInstantStyled(text, dates, zone)
        return ms === undefined ? text : showInstant(ms)
      }
      default:
        return text
    }
  }
}

/** Whichever sign is not the decimal one separates thousands: groups that are none are refused. */
function numberStyle({ decimal }: Dialect): NumberStyle {
  return decimal === ',' ? { decimal, thousands: '.' } : { decimal, thousands: ',' }
}
