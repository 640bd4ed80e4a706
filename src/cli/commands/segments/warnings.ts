import type { Warning } from '../../../api/condition.ts'
import type { Output } from '../../output.ts'

/** What is odd about a condition, set off from what it was asked for. */
export function warningLines(warnings: readonly Warning[], { bold }: Output): string[] {
  return warnings.length === 0
    ? []
    : ['', ...warnings.map(({ reading }) => `${bold('!')} ${reading}`)]
}
