import type { Period } from '../condition.ts'
import type { Cursor } from './cursor.ts'
import { calendarUnits, dayWords, whichPeriods } from './words.ts'

/** `this month`, `yesterday`; undefined where none comes next. `instead` is said where its unit is missing. */
export function parsePeriod(
  cursor: Cursor,
  instead: string,
): Pick<Period, 'which' | 'unit'> | undefined {
  const word = cursor.word()
  const day = dayWords.get(word)
  const which = day ?? whichPeriods.find((each) => each === word)
  if (which === undefined) return undefined
  cursor.take()
  return { which, unit: day === undefined ? calendarUnit(cursor, instead) : 'day' }
}

function calendarUnit(cursor: Cursor, instead: string): Period['unit'] {
  const unit = calendarUnits.find((each) => each === cursor.word())
  if (unit === undefined) throw cursor.expected(calendarUnits, instead)
  cursor.take()
  return unit
}
