import { command } from '../command.ts'

export const erasures = command({
  name: 'erasures',
  summary: 'Print who was deleted, for a backup that is older than that',
  details:
    'Keyed hashes and bare ids, from which nobody can read who they were. Keep the latest beside the ' +
    'backups: `clientela restore --erasures FILE` leaves out of an older one whoever was deleted since.',
  options: {},
  examples: [{ does: 'beside the backups', line: 'clientela erasures > /backups/erasures.jsonl' }],
  async run(_given, session) {
    const bytes = await session.open(session.routes.backups.erasures, {})
    for await (const chunk of bytes) await session.output.write(chunk)
  },
})
