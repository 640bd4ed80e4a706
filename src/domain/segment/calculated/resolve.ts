import type { Context } from '../facts.ts'
import type { Formula, Resolved } from './formula.ts'

/** A formula with those of the calculated fields that it names in their place. It was checked before. */
export function resolve(formula: Formula, context: Pick<Context, 'calculated'>): Resolved {
  switch (formula.type) {
    case 'number':
    case 'passed':
      return formula
    case 'field': {
      const calculation = context.calculated?.get(formula.field)
      if (calculation === undefined) return formula
      if (calculation.type === 'measure') return calculation
      if (calculation.type === 'formula') return resolve(calculation.formula, context)
      throw new Error(`unchecked formula on the field ${formula.field}, which is no number`)
    }
    case 'operation': {
      const [a, b] = formula.of
      return { ...formula, of: [resolve(a, context), resolve(b, context)] }
    }
  }
}

/** What a formula is made of, each once: what time and data may change. */
export type Input = Exclude<
  Resolved,
  { readonly of: readonly unknown[] } | { readonly type: 'number' }
>

export function inputsOf(resolved: Resolved): readonly Input[] {
  const found = new Map<string, Input>()
  collect(resolved)
  return [...found.values()]

  function collect(part: Resolved): void {
    if (part.type === 'number') return
    if (part.type === 'field' || part.type === 'passed' || part.type === 'measure') {
      found.set(keyOf(part), part)
    } else for (const each of part.of) collect(each)
  }
}

/** Equal for equal inputs. */
export function keyOf(input: Input): string {
  return JSON.stringify(input)
}
