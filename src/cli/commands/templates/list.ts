import { models } from '../../../domain/segment/templates/template.ts'
import { command } from '../../command.ts'
import { table } from '../../output.ts'
import { localeOf, localeOption } from '../conditions.ts'

export const templatesList = command({
  name: 'templates list',
  summary: 'List the templates of segments, by model, and what this shop lacks for them',
  options: {
    model: { type: 'string', choices: models, says: 'Of this model only' },
    locale: localeOption,
  },
  examples: [
    { does: 'all of them', line: 'clientela templates list' },
    { does: 'in Portuguese', line: 'clientela templates list --model behavioural --locale pt-BR' },
  ],
  async run({ options }, { ask, output, routes }) {
    const { items } = await ask(routes.templates.list, { query: localeOf(options.locale) })
    const shown = items.filter(({ model }) => (options.model ?? model) === model)
    const titles = [...new Set(shown.map(({ modelName }) => modelName))]
    output.result(shown, () =>
      titles.flatMap((title, i) => [
        ...(i === 0 ? [] : ['']),
        output.bold(title),
        ...table(
          shown
            .filter(({ modelName }) => modelName === title)
            .map(({ id, name, purpose, lacks }) => [
              `  ${id}`,
              name,
              lacks.length === 0 ? purpose : output.dim(lacks.join(' ')),
            ]),
        ),
      ]),
    )
  },
})
