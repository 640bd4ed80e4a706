import { failure, Refusal } from '../../domain/failure.ts'
import type { Finding } from '../../main.ts'
import { command } from '../command.ts'
import type { Session } from '../session.ts'

const marks = { good: '✓', warning: '!', bad: '✗' } as const

export const doctor = command({
  name: 'doctor',
  summary: 'Look for what would keep the program from running well',
  details:
    'Looks at this machine and the data directory, then asks the server, or starts one for a moment: that ' +
    'opens both stores and clears away what a killed process may have left. Of a server elsewhere it asks ' +
    'that server only.',
  options: {},
  examples: [{ does: 'here', line: 'clientela doctor' }],
  async run(_given, session) {
    const { output, config } = session
    // Of a server elsewhere neither the machine nor the directory can be seen from here.
    const machine = config.url === undefined ? await machineOf(config.data) : []
    const hopeless = machine.some(({ state }) => state === 'bad')
    const findings = hopeless ? machine : [...machine, ...(await program(session))]
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

async function machineOf(directory: string): Promise<readonly Finding[]> {
  const { examine } = await import('../../main.ts')
  return await examine(directory)
}

async function program({ ask, routes }: Session): Promise<Finding[]> {
  try {
    const { engine, inbox, version } = await ask(routes.status.read, {})
    return [
      { what: 'Server', state: 'good', says: `answers, version ${version}` },
      engine.up
        ? { what: 'Engine', state: 'good', says: 'answers' }
        : { what: 'Engine', state: 'bad', says: 'does not answer', fix: 'See the log.' },
      { what: 'Inbox', state: 'good', says: `${inbox.waiting} of ${inbox.position} waiting` },
    ]
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const { message, fix } = error.failure
    return [{ what: 'Server', state: 'bad', says: message, ...(fix === undefined ? {} : { fix }) }]
  }
}
