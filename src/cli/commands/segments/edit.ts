import { command, Misuse } from '../../command.ts'
import { folderNamed, segmentNamed } from '../../named.ts'
import { amount } from '../../output.ts'
import type { Session } from '../../session.ts'
import { finishJob } from '../../wait.ts'
import { localeOf, localeOption } from '../conditions.ts'
import { agreed, effectLines } from './effect.ts'

export const segmentsEdit = command({
  name: 'segments edit',
  summary:
    'Change what a segment says, its name or its folder; who enters and leaves is shown first',
  details:
    'A new condition is a new version. Before it is saved its effect is shown, as `segments effect` does, and a person is asked; --yes saves it unasked. What had been said is brought back by `segments rollback`.',
  positionals: [
    { name: 'NAME', says: 'Its name, with or without @, or its id' },
    { name: 'CONDITION', says: 'Who is in it from now on, in words', optional: true },
  ],
  options: {
    name: { type: 'string', value: 'NAME', says: 'What it is called from now on' },
    folder: {
      type: 'string',
      value: 'FOLDER',
      says: 'The folder it is in from now on; 0 for none',
    },
    'dry-run': { type: 'boolean', says: 'Show the effect, and change nothing' },
    yes: { type: 'boolean', says: 'Do not ask' },
    locale: localeOption,
  },
  examples: [
    {
      does: 'what would come of it',
      line: `clientela segments edit '@VIP' 'did "Order Completed" at least 10 times' --dry-run`,
    },
    { does: 'another name', line: `clientela segments edit '@VIP' --name 'Best customers'` },
  ],
  async run({ positionals: [named = '', text], options }, session) {
    const { ask, output, routes } = session
    const { id, version } = await segmentNamed(session, named)
    const { name } = options
    const { locale } = localeOf(options.locale)
    if (text === undefined && name === undefined && options.folder === undefined) {
      throw new Misuse('Nothing is to be changed', 'Give a condition, --name or --folder.')
    }
    if (options['dry-run']) {
      if (text === undefined) throw new Misuse('--dry-run is of a condition', 'Give one.')
      const query = { locale }
      const effect = await ask(routes.segments.effect, { params: { id }, body: { text }, query })
      const lines = output.json ? [] : await effectLines(session, effect, locale)
      return output.result(effect, () => lines)
    }
    if (text !== undefined && !options.yes) await agreed(session, { id, draft: { text }, locale })
    // Whoever changed it meanwhile is not overwritten.
    const body = { version, ...(await changesOf(session, { text, name, folder: options.folder })) }
    const changed = await ask(routes.segments.change, { params: { id }, body })
    await shownWhenFilled(session, { id, refilled: changed.version !== version, locale })
  },
})

/** What was typed, as the API takes it. */
async function changesOf(
  session: Session,
  given: {
    readonly text: string | undefined
    readonly name: string | undefined
    readonly folder: string | undefined
  },
) {
  const { text, name, folder } = given
  return {
    ...(text === undefined ? {} : { text }),
    ...(name === undefined ? {} : { name }),
    ...(folder === undefined ? {} : { folder: await folderNamed(session, folder) }),
  }
}

/** Waits for its members, if they are found anew, and shows it. */
export async function shownWhenFilled(
  session: Session,
  { id, refilled, locale }: { id: number; refilled: boolean; locale: 'en' | 'pt-BR' },
): Promise<void> {
  const { ask, output, routes } = session
  if (refilled) {
    const job = await ask(routes.segments.refresh, { body: { segments: [id] } })
    await finishJob(session, job, 'Finding its members')
  }
  const segment = await ask(routes.segments.read, { params: { id }, query: { locale } })
  output.result(segment, () => [
    `${output.bold(segment.name)} v${segment.version}, ${words[locale](amount(segment.size?.count ?? 0, locale))}`,
    segment.reading,
    output.dim(segment.text),
  ])
}

const words = {
  en: (n: string) => `customers: ${n}`,
  'pt-BR': (n: string) => `clientes: ${n}`,
} as const
