import { command } from '../../command.ts'
import { segmentNamed } from '../../named.ts'

export const segmentsDelete = command({
  name: 'segments delete',
  summary: 'Delete a segment that no other uses',
  positionals: [{ name: 'NAME', says: 'Its name, with or without @, or its id' }],
  options: {},
  examples: [{ does: 'one no longer wanted', line: `clientela segments delete '@Loyal'` }],
  async run({ positionals: [name = ''] }, session) {
    const segment = await segmentNamed(session, name)
    await session.ask(session.routes.segments.remove, { params: { id: segment.id } })
    session.output.result({ ok: true }, () => [`${segment.name} is deleted`])
  },
})
