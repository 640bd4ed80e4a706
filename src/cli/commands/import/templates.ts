import { command } from '../../command.ts'
import { templateNamed } from '../../named.ts'
import { listing } from '../../output.ts'

export const importsTemplates = command({
  name: 'imports templates',
  summary: 'List the templates of imports',
  details:
    '`--save-template NAME` of an import keeps one, and `--template NAME` takes a file in by it.',
  options: {},
  examples: [{ does: 'all of them', line: 'clientela imports templates' }],
  async run(_given, { ask, output, routes }) {
    const { items } = await ask(routes.importTemplates.list, {})
    output.result(items, () =>
      listing(
        ['ID', 'NAME', 'BRINGS', 'KEY', 'COLUMNS'],
        items.map(({ id, name, columns, ...of }) => [
          String(id),
          name,
          of.kind,
          of.kind === 'orders' ? of.options.order : (of.options.key ?? ''),
          columns.join(', ').slice(0, 60),
        ]),
        'There is no template yet: clientela import customers FILE --save-template NAME',
      ),
    )
  },
})

export const importsTemplatesDelete = command({
  name: 'imports templates delete',
  summary: 'Delete a template of imports',
  positionals: [{ name: 'NAME', says: 'Of the template, or its id' }],
  options: {},
  examples: [{ does: 'one', line: 'clientela imports templates delete "Loja ERP"' }],
  async run({ positionals: [given = ''] }, session) {
    const { ask, output, routes } = session
    const { id, name } = await templateNamed(session, given)
    const done = await ask(routes.importTemplates.remove, { params: { id } })
    output.result(done, () => [`${name} is gone`])
  },
})
