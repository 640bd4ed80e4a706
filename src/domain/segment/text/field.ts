import { calculationLimits, type Calculation, type Case } from '../calculated/calculation.ts'
import { parseCalculation } from '../calculated/parse.ts'
import type { Failure } from '../../failure.ts'
import { failure, isFailure } from '../../failure.ts'
import { printFormula, readFormula } from './formula.ts'
import { affinityComes, parseAffinity, printAffinity } from './affinity.ts'
import { Cursor } from './cursor.ts'
import type { Names } from './names.ts'
import { parseWhole, reading } from './parse.ts'
import { measureComes, parseMeasured } from './parseDid.ts'
import { printMeasured, printName, printText } from './print.ts'
import { quote, TextMistake, tokenise } from './tokens.ts'

/** A calculated field as the text form writes it. */
export type FieldText = { readonly name: string; readonly calculation: Calculation }

/**
 * Reads `field "spend_90" = sum of total of "Order Completed" in last 90 days`: a name, and a measure, a
 * condition, a segmentation or a formula. What comes back is sound by itself and in normal form, as of `parseText`.
 */
export function parseField(text: string, names: Names): FieldText | Failure {
  return reading(text, () => {
    // What follows is read in its own way: a sign of a formula begins a pattern of a condition.
    const head = /^[^="']*(?:"(?:[^"\\]|\\.)*"\s*|'(?:[^'\\]|\\.)*'\s*)?=/.exec(text)?.[0] ?? text
    const cursor = new Cursor(tokenise(head))
    if (!cursor.takes('field')) {
      throw cursor.expected(['field'], 'For example field orders = count of "Order Completed".')
    }
    const name = cursor.name("the field's name")
    cursor.mustSymbol('=')
    const rest = text.slice(head.length)
    const read = parseCalculation(definition(rest, text.length - rest.length, names))
    if (!isFailure(read)) return { name, calculation: read }
    const { code, message, fix, where } = read
    const place = where === undefined ? 'text' : `text: ${where}`
    return failure(code, message, fix === undefined ? { where: place } : { where: place, fix })
  })
}

/** The text form of a field, which `parseField` reads back to the same. */
export function printField({ name, calculation }: FieldText, names: Names): string {
  return `field ${printName(name)} = ${printCalculation(calculation, names)}`
}

function printCalculation(calculation: Calculation, names: Names): string {
  switch (calculation.type) {
    case 'condition':
      return printText(calculation.condition, names)
    case 'measure':
      return printMeasured(calculation.of)
    case 'segmentation': {
      const cases = calculation.cases.map(
        ({ value, condition }) => `${quote(value)} when ${printText(condition, names)}`,
      )
      return [...cases, `else ${quote(calculation.rest)}`].join(', ')
    }
    case 'formula':
      return printFormula(calculation.formula)
    case 'affinity':
      return printAffinity(calculation.affinity)
  }
}

/** As it is said, neither checked nor normal. Mistakes are placed in the whole text. */
function definition(rest: string, before: number, names: Names): Calculation {
  const formula = readFormula(rest)
  if (!(formula instanceof TextMistake)) return { type: 'formula', formula }
  try {
    return otherDefinition(rest, before, names)
  } catch (mistake) {
    // What has signs of a formula, and none of a test or quoted name, was meant to be one.
    const isMeant = /[-+*/]/.test(rest) && !/["'=<>]/.test(rest)
    throw isMeant && mistake instanceof TextMistake ? later(formula, before) : mistake
  }
}

function otherDefinition(rest: string, before: number, names: Names): Calculation {
  const cursorAgain = () => new Cursor(placed(rest, before))
  const cursor = cursorAgain()
  if (cursor.peek().kind === 'string' && cursor.word(1) === 'when') {
    return segmentation(cursor, names)
  }
  if (affinityComes(cursor)) return { type: 'affinity', affinity: parseAffinity(cursor) }
  if (measureComes(cursor)) {
    const measured = parseMeasured(cursor)
    if (cursor.peek().kind === 'end') return { type: 'measure', of: measured }
  }
  const anew = cursorAgain()
  const condition = parseWhole(anew, names)
  if (anew.peek().kind !== 'end') throw anew.expected(['and', 'or', 'the end'])
  return { type: 'condition', condition }
}

/** The mistake at its place in the whole text. */
function later({ message, offset, fix, code }: TextMistake, before: number): TextMistake {
  return new TextMistake(message, { offset: offset + before }, fix, code)
}

function placed(rest: string, before: number): ReturnType<typeof tokenise> {
  return tokenise(rest).map((token) => ({ ...token, offset: token.offset + before }))
}

/** `"loyal" when …, "new" when …, else "visitor"`. */
function segmentation(cursor: Cursor, names: Names): Calculation {
  const cases: Case[] = []
  while (cursor.word() !== 'else') {
    if (cases.length >= calculationLimits.cases) {
      const fix = `A segmentation has at most ${calculationLimits.cases} values besides the rest.`
      throw new TextMistake('There are too many values', cursor.peek(), fix, 'too_large')
    }
    const value = text(cursor)
    cursor.must('when')
    cases.push({ value, condition: parseWhole(cursor, names) })
    cursor.mustSymbol(',', 'The value of all others comes last: else "other".')
  }
  cursor.must('else')
  const rest = text(cursor)
  if (cursor.peek().kind !== 'end') throw cursor.expected(['the end'])
  return { type: 'segmentation', cases, rest }
}

function text(cursor: Cursor): string {
  if (cursor.peek().kind === 'string') return cursor.take().value
  throw cursor.expected(['a "value"'], 'Values are quoted: "loyal" when …, else "other".')
}
