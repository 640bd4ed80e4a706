import { command } from '../command.ts'
import { serverOptions } from '../settings.ts'
import { untilInterrupted } from '../wait.ts'
import { welcome } from '../welcome.ts'

export const start = command({
  name: 'start',
  summary: 'Start the server and keep it running',
  details:
    'It listens on loopback only until told otherwise. At the first start a key is made and printed once. ' +
    'Ctrl-C or SIGTERM stops it within seconds; nothing that was acknowledged is lost.',
  options: {
    ...serverOptions,
    'no-demo': { type: 'boolean', says: 'With the shop as it is, as without saying so' },
  },
  examples: [{ does: 'with the data in ./shop', line: 'clientela start --data ./shop' }],
  async run(_given, { output, config, signal }) {
    output.progress('Starting', 0, undefined)
    const { startProgram } = await import('../../main.ts')
    const program = await startProgram(config)
    try {
      welcome(output, program)
      await untilInterrupted(signal)
      output.say('Stopping …')
    } finally {
      await program.stop()
    }
  },
})
