import { formulaLimits, passedUnits, type Formula, type Operation } from '../calculated/formula.ts'
import { Cursor } from './cursor.ts'
import { printName } from './print.ts'
import { TextMistake, tokenise } from './tokens.ts'

/**
 * Reads `(spend_90 - refunds) / orders * 100`, `years since birth_date`: what binds tighter is done first, of
 * equals what comes first. A mistake where the text is no formula; it may be something else.
 */
export function readFormula(text: string): Formula | TextMistake {
  try {
    const cursor = new Cursor(tokenise(text, 'formula'))
    const formula = sum(cursor, 0)
    return cursor.peek().kind === 'end' ? formula : cursor.expected(Object.values(signs))
  } catch (mistake) {
    if (mistake instanceof TextMistake) return mistake
    throw mistake
  }
}

const signs = { add: '+', subtract: '-', multiply: '*', divide: '/' } as const satisfies Record<
  Operation,
  string
>

function sum(cursor: Cursor, depth: number): Formula {
  return chain(cursor, ['add', 'subtract'], () => product(cursor, depth))
}

function product(cursor: Cursor, depth: number): Formula {
  return chain(cursor, ['multiply', 'divide'], () => operand(cursor, depth))
}

function chain(cursor: Cursor, of: readonly Operation[], read: () => Formula): Formula {
  let formula = read()
  for (;;) {
    const by = of.find((each) => cursor.takesSymbol(signs[each]))
    if (by === undefined) return formula
    formula = { type: 'operation', by, of: [formula, read()] }
  }
}

function operand(cursor: Cursor, depth: number): Formula {
  if (cursor.takesSymbol('(')) {
    if (depth >= formulaLimits.parentheses) {
      const fix = 'Make a field of a part of it.'
      throw new TextMistake('The formula is too deep', cursor.peek(), fix, 'too_large')
    }
    const inner = sum(cursor, depth + 1)
    cursor.mustSymbol(')')
    return inner
  }
  const isNegative = cursor.takesSymbol('-')
  if (cursor.peek().kind === 'number') {
    const value = Number(cursor.take().text)
    return { type: 'number', value: isNegative ? -value : value }
  }
  if (isNegative) throw cursor.expected(['a number'])
  const unit = passedUnits.find((each) => cursor.takes(each, 'since'))
  if (unit !== undefined) return { type: 'passed', unit, since: cursor.name("a field's name") }
  return { type: 'field', field: cursor.name("a field's name") }
}

/** The text form of a formula, which is read back to the same. */
export function printFormula(formula: Formula): string {
  switch (formula.type) {
    case 'number':
      return String(formula.value)
    case 'field':
      return printName(formula.field)
    case 'passed':
      return `${formula.unit} since ${printName(formula.since)}`
    case 'operation': {
      const [a, b] = formula.of
      const [left, right] = [binds(a) < binds(formula), binds(b) <= binds(formula)]
      return `${inside(a, left)} ${signs[formula.by]} ${inside(b, right)}`
    }
  }
}

function inside(formula: Formula, inParentheses: boolean): string {
  return inParentheses ? `(${printFormula(formula)})` : printFormula(formula)
}

/** How tightly. */
function binds(formula: Formula): number {
  if (formula.type !== 'operation') return 3
  return formula.by === 'add' || formula.by === 'subtract' ? 1 : 2
}
