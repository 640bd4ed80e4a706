import { behavioural } from './behavioural.ts'
import { demographic } from './demographic.ts'
import { journey } from './journey.ts'
import { psychographic } from './psychographic.ts'
import { technographic } from './technographic.ts'
import type { Template } from './template.ts'
import { valueBased } from './valueBased.ts'

/** Every template, by model, in the order in which they are shown. */
export const templates: readonly Template[] = [
  ...demographic,
  ...journey,
  ...behavioural,
  ...psychographic,
  ...valueBased,
  ...technographic,
]

export function templateById(id: string): Template | undefined {
  return templates.find((each) => each.id === id)
}
