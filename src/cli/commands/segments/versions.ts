import { command, Misuse } from '../../command.ts'
import { segmentNamed } from '../../named.ts'
import { clockOf } from '../../when.ts'
import { localeOf, localeOption } from '../conditions.ts'
import { agreed, effectLines, versionOf } from './effect.ts'
import { shownWhenFilled } from './edit.ts'

export const segmentsVersions = command({
  name: 'segments versions',
  summary: 'Show what a segment has said when, who saved it and what that changed, latest first',
  details: 'With --from, in what that version differs from another, part by part.',
  positionals: [{ name: 'NAME', says: 'Its name, with or without @, or its id' }],
  options: {
    from: { type: 'string', value: 'VERSION', says: 'Compare this version: v1' },
    to: { type: 'string', value: 'VERSION', says: 'With this one; the latest when left out' },
    locale: localeOption,
  },
  examples: [
    { does: 'all of them', line: `clientela segments versions '@VIP'` },
    { does: 'two compared', line: `clientela segments versions '@VIP' --from v1 --to v3` },
  ],
  async run({ positionals: [name = ''], options }, session) {
    const { id } = await segmentNamed(session, name)
    const { ask, output, routes } = session
    const { locale } = localeOf(options.locale)
    const words = wordsIn[locale]
    if (options.from === undefined) {
      if (options.to !== undefined) throw new Misuse('--to needs --from', 'Give both, or neither.')
      const { items } = await ask(routes.segments.versions, { params: { id }, query: { locale } })
      const clock = await clockOf(session, locale)
      return output.result(items, () =>
        items.flatMap(({ version, at, by, reading, changes }) => [
          `${output.bold(`v${version}`)}  ${clock(at)}  ${by}`,
          `  ${reading}`,
          ...changes.map((each) => output.dim(`  · ${each}`)),
        ]),
      )
    }
    const to = options.to === undefined ? {} : { to: versionOf(options.to) }
    const query = { locale, from: versionOf(options.from), ...to }
    const compared = await ask(routes.segments.compareVersions, { params: { id }, query })
    output.result(compared, () => [
      `v${compared.from.version}: ${compared.from.reading}`,
      `v${compared.to.version}: ${compared.to.reading}`,
      '',
      ...(compared.changes.length === 0
        ? [words.same]
        : compared.changes.map(({ sentence }) => `· ${sentence}`)),
    ])
  },
})

export const segmentsRollback = command({
  name: 'segments rollback',
  summary: 'Let a segment say what an earlier version said; who enters and leaves is shown first',
  details: 'It becomes a new version, so that nothing of what was is lost.',
  positionals: [{ name: 'NAME', says: 'Its name, with or without @, or its id' }],
  options: {
    to: { type: 'string', required: true, value: 'VERSION', says: 'The earlier version: v1' },
    'dry-run': { type: 'boolean', says: 'Show the effect, and change nothing' },
    yes: { type: 'boolean', says: 'Do not ask' },
    locale: localeOption,
  },
  examples: [{ does: 'back to the first', line: `clientela segments rollback '@VIP' --to v1` }],
  async run({ positionals: [name = ''], options }, session) {
    const { ask, output, routes } = session
    const { id, version } = await segmentNamed(session, name)
    const { locale } = localeOf(options.locale)
    const to = versionOf(options.to)
    if (options['dry-run']) {
      const query = { locale }
      const effect = await ask(routes.segments.effect, { params: { id }, body: { to }, query })
      const lines = output.json ? [] : await effectLines(session, effect, locale)
      return output.result(effect, () => lines)
    }
    if (!options.yes) await agreed(session, { id, draft: { to }, locale })
    const changed = await ask(routes.segments.rollback, { params: { id }, body: { to, version } })
    await shownWhenFilled(session, { id, refilled: changed.version !== version, locale })
  },
})

const wordsIn = {
  en: { same: 'They say the same.' },
  'pt-BR': { same: 'Dizem o mesmo.' },
} as const
