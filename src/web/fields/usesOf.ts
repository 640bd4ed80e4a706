import type { Answer } from '../../api/route.ts'
import type { routes } from '../../api/routes.ts'

export type Usage = Answer<typeof routes.fields.usage>

/** How many things speak of a field. */
export function usesOf(usage: Usage): number {
  const { segments, promotions, calculated, clusters, views, forms, templates } = usage
  return [segments, promotions, calculated, clusters, views, forms, templates].reduce(
    (sum, each) => sum + each.length,
    0,
  )
}
