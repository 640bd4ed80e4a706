import type { Answer } from '../../api/route.ts'
import type { Routes } from '../../api/routes.ts'
import { command, Misuse } from '../command.ts'
import { confirmed } from '../confirmed.ts'
import { amount } from '../output.ts'
import type { Session } from '../session.ts'
import { finishRun, type UndoRun } from '../wait.ts'

type Report = Answer<Routes['imports']['previewUndo']>

export const importsUndo = command({
  name: 'imports undo',
  summary: 'Take back all that an import brought, but what others changed since',
  details:
    'Customers, values, identifiers, events, list memberships and consents that it brought go, and what ' +
    'it replaced comes back. What somebody changed since stays, and is reported. An undo is an import ' +
    'too: undone, it brings back what it took.',
  positionals: [{ name: 'ID', says: 'Of the import' }],
  options: {
    'dry-run': { type: 'boolean', says: 'Say what it would do, and do nothing' },
    yes: { type: 'boolean', says: 'Do not ask' },
  },
  examples: [
    { does: 'what would go', line: 'clientela imports undo 12 --dry-run' },
    { does: 'do it', line: 'clientela imports undo 12 --yes' },
  ],
  async run({ positionals: [given = ''], options }, session) {
    const { ask, output, routes } = session
    const params = { id: given }
    if (options['dry-run']) {
      const report = await ask(routes.imports.previewUndo, { params })
      output.result({ import: Number(given), undo: null, ...report }, () => linesOf(report))
      return
    }
    // Where nobody could answer it goes on: what an undo does, an undo takes back.
    if (!options.yes && session.interactive) await askToGoOn(session, given)
    const begun = await ask(routes.imports.undo, { params })
    const { result } = await finishRun<UndoRun>(session, { id: begun.undo, title: 'Undoing' })
    output.result({ ...begun, ...result }, () => [
      `Import ${begun.import} is undone, by ${begun.undo}`,
      ...(result === null ? [] : linesOf(result)),
    ])
    await session.settled()
  },
})

async function askToGoOn({ ask, routes, output }: Session, id: string): Promise<void> {
  const report = await ask(routes.imports.previewUndo, { params: { id } })
  for (const line of linesOf(report)) output.say(line)
  if (!(await confirmed(`Undo import ${id}?`))) throw new Misuse('Nothing was undone', 'Say --yes.')
}

function linesOf(report: Report): string[] {
  const { customers, values, identifiers, events, lists, consents, products, places } = report
  const stayed = customers.stayed + values.stayed + identifiers.stayed + events.stayed
  return [
    `Customers: ${amount(customers.gone)} go, ${amount(customers.back)} come back, ${amount(customers.changed)} are changed`,
    `Values set back: ${amount(values.back)}; identifiers: ${amount(identifiers.gone)} go, ${amount(identifiers.back)} come back`,
    `Events: ${amount(events.gone)} go, ${amount(events.back)} come back`,
    `Lists: ${amount(lists.gone)} go, ${amount(lists.back)} come back; consents: ${amount(consents.gone)} go, ${amount(consents.back)} come back`,
    `Products: ${amount(products.gone)} go, ${amount(products.back)} are set back; places: ${amount(places.gone)} go, ${amount(places.back)} are set back`,
    `What stays as others changed it, or since something rests on it: ${amount(stayed + products.stayed + places.stayed)}`,
  ]
}
