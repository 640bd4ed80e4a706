import { examine } from '../../main.ts'
import { failure, Refusal } from '../../domain/failure.ts'
import { command } from '../command.ts'

const marks = { good: '✓', warning: '!', bad: '✗' } as const

export const doctor = command({
  name: 'doctor',
  summary: 'Look for what would keep the program from running well',
  options: {},
  examples: [{ does: 'here', line: 'clientela doctor' }],
  async run(_given, { output, directory }) {
    const findings = await examine(directory)
    const bad = findings.filter(({ state }) => state === 'bad')
    output.result({ ok: bad.length === 0, findings }, () =>
      findings.flatMap(({ state, what, says, fix }) => [
        `${marks[state]} ${output.bold(what)}: ${says}`,
        ...(fix === undefined ? [] : [output.dim(`    ${fix}`)]),
      ]),
    )
    if (bad.length > 0) {
      const what = bad.map((finding) => finding.what).join(', ')
      throw new Refusal(failure('unavailable', `Not in order: ${what}`, { fix: 'See above.' }))
    }
  },
})
