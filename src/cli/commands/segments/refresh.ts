import { command } from '../../command.ts'
import { segmentNamed } from '../../named.ts'
import { finishJob } from '../../wait.ts'

export const segmentsRefresh = command({
  name: 'segments refresh',
  summary: 'Find the members of all segments, or of one, anew',
  positionals: [{ name: 'NAME', optional: true, says: 'Of this one only' }],
  options: {},
  examples: [
    { does: 'all of them', line: 'clientela segments refresh' },
    { does: 'one', line: `clientela segments refresh '@VIP'` },
  ],
  async run({ positionals: [name] }, session) {
    const segments = name === undefined ? undefined : [(await segmentNamed(session, name)).id]
    const body = segments === undefined ? {} : { segments }
    const job = await session.ask(session.routes.segments.refresh, { body })
    const done = await finishJob(session, job, 'Refreshing')
    session.output.result(done, () => ['Segments are up to date.'])
  },
})
