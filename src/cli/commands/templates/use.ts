import { command } from '../../command.ts'
import { folderNamed } from '../../named.ts'
import { amount } from '../../output.ts'
import { finishJob } from '../../wait.ts'
import { localeOf, localeOption } from '../conditions.ts'
import { wishesOf, wishOptions } from './wishes.ts'

export const templatesUse = command({
  name: 'templates use',
  summary: 'Save a template as a segment and find its members; broken off, it is given again',
  positionals: [{ name: 'TEMPLATE', says: 'Its id, as `templates list` shows it' }],
  options: {
    name: {
      type: 'string',
      value: 'NAME',
      says: 'What the segment is to be called; as the template when left out',
    },
    ...wishOptions,
    folder: { type: 'string', value: 'FOLDER', says: 'The folder it is to be in' },
    locale: localeOption,
  },
  examples: [
    { does: 'as it is suggested', line: 'clientela templates use big-spenders' },
    {
      does: 'the loyal',
      line: 'clientela templates use journey-stage --set stage=loyal --name Loyal',
    },
  ],
  async run({ positionals: [id = ''], options }, session) {
    const { ask, output, routes } = session
    const query = localeOf(options.locale)
    const { name } = options
    const folder =
      options.folder === undefined ? undefined : await folderNamed(session, options.folder)
    const body = {
      ...wishesOf(options.set, options.map),
      ...(name === undefined ? {} : { name }),
      ...(folder === undefined ? {} : { folder }),
    }
    const made = await ask(routes.templates.use, { params: { id }, body, query })
    const job = await ask(routes.segments.refresh, { body: { segments: [made.id] } })
    await finishJob(session, job, 'Finding its members')
    const segment = await ask(routes.segments.read, { params: { id: made.id }, query })
    output.result(segment, () => [
      `${segment.name} (${segment.id}): ${amount(segment.size?.count ?? 0)} customers`,
      segment.reading,
      output.dim(segment.text),
    ])
  },
})
