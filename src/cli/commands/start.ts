import { startProgram } from '../../main.ts'
import { command } from '../command.ts'
import { untilInterrupted } from '../wait.ts'
import { welcome } from '../welcome.ts'

export const start = command({
  name: 'start',
  summary: 'Start the server and keep it running',
  details:
    'It listens on loopback only until told otherwise. At the first start a key is made and printed once. ' +
    'Ctrl-C or SIGTERM stops it within seconds; nothing that was acknowledged is lost.',
  options: {
    port: { type: 'string', value: 'PORT', says: 'Where to listen; 7337 when left out' },
    host: {
      type: 'string',
      value: 'HOST',
      says: 'The address to listen at; 127.0.0.1 when left out',
    },
  },
  examples: [{ does: 'with the data in ./shop', line: 'clientela start --data ./shop' }],
  async run({ options }, session) {
    const { output, directory, signal } = session
    output.progress('Starting', 0, undefined)
    const program = await startProgram({ directory, flags: options })
    try {
      welcome(output, program)
      await untilInterrupted(signal)
      output.say('Stopping …')
    } finally {
      await program.stop()
    }
  },
})
