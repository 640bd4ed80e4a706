import type { Field } from '../customer/field.ts'
import { failure, isFailure, type Failure } from '../failure.ts'
import { didYouMean } from '../suggest.ts'
import { misfit, valuesOf, type Subject } from './applies.ts'
import type { Calculations } from './calculated/calculation.ts'
import type { Test } from './condition.ts'
import type { Segments } from './nested.ts'
import { showPath, type Path } from './parse.ts'

/** What a shop has that conditions may name. */
export type Catalogue = {
  /** By the names by which conditions speak of them: those of places too, as `place.population`. */
  readonly fields: ReadonlyMap<string, Field>
  /** Fields of products by the paths by which they are spoken of, as `product.roast`; left out where there are none. */
  readonly products?: ReadonlyMap<string, Field>
  /** Those that are not archived; left out where there are none. */
  readonly calculated?: Calculations
  readonly segments: Segments
  /** The names of the lists by id. */
  readonly lists: ReadonlyMap<number, string>
}

/** The field of that name, which a condition may use. */
export function usable(
  name: string,
  path: Path,
  { fields, calculated }: Pick<Catalogue, 'fields' | 'calculated'>,
): Field | Failure {
  const field = fields.get(name)
  const shown = JSON.stringify(name.slice(0, 60))
  if (field === undefined && name.startsWith('company.')) {
    const message = `There are no companies yet, so no condition speaks of ${shown}`
    return unknown(message, path, 'Keep what you know of the company in a field of the customer.')
  }
  if (field === undefined) {
    const usable = [...fields].filter(([, each]) => each.filterable && !each.archived)
    const fix = didYouMean(
      name,
      [...usable.map(([known]) => known), ...(calculated?.keys() ?? [])],
      'Ask for the list of fields, or make this one.',
    )
    return unknown(`There is no field ${shown}`, path, fix)
  }
  const where = showPath(path)
  if (field.archived) {
    return failure('invalid', `The field ${shown} is archived`, { where, fix: 'Restore it first.' })
  }
  if (!field.filterable) {
    return failure('invalid', `The field ${shown} is not filterable, so no condition may use it`, {
      where,
      fix: `Mark the field ${shown} as filterable, then ask again.`,
    })
  }
  return field
}

/** The same where only what is the customer's own will do; what it is for ends the sentence. */
export function usableOwn(
  name: string,
  path: Path,
  catalogue: Pick<Catalogue, 'fields' | 'calculated'>,
  use: string,
): Field | Failure {
  const field = usable(name, path, catalogue)
  if (isFailure(field) || field.of === 'customer') return field
  const message = `The field ${JSON.stringify(name)} is of the place where she is: it can be tested, but ${use}`
  const fix = 'Name a field of the customer, or calculate one by a segmentation that tests it.'
  return failure('invalid', message, { where: showPath(path), fix })
}

/** What is wrong with asking a test of the field of that name. */
export function checkSubject(
  test: Test,
  { name, subject }: { readonly name: string; readonly subject: Subject },
  path: Path,
): readonly Failure[] {
  const where = showPath([...path, 'test'])
  const wrong = misfit(test, subject)
  if (wrong !== undefined) {
    const message = `The field ${JSON.stringify(name)}: ${wrong.message.charAt(0).toLowerCase()}${wrong.message.slice(1)}`
    return [failure('invalid', message, { where, fix: wrong.fix })]
  }
  if (!valuesOf(test).includes('')) return []
  const message = `The field ${JSON.stringify(name)} is never an empty text`
  return [failure('invalid', message, { where, fix: 'Ask whether it exists.' })]
}

/** That something of that name is not there. */
export function unknown(message: string, path: Path, fix?: string): Failure {
  return failure('not_found', message, {
    where: showPath(path),
    fix: fix ?? 'Name one that exists.',
  })
}
