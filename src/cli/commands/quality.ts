import type { Routes } from '../../api/routes.ts'
import type { Answer } from '../../api/route.ts'
import { command, Misuse } from '../command.ts'
import { amount, asText, table, type Output } from '../output.ts'
import { confirmed } from '../confirmed.ts'
import type { Session } from '../session.ts'
import { finishJob, finishRun, type EditRun } from '../wait.ts'

type Report = NonNullable<Answer<Routes['quality']['read']>>
type Field = Report['fields'][number]

export const quality = command({
  name: 'quality',
  summary: 'Look at the values of all fields: how filled, what is wrong, and what mends it',
  options: {
    last: { type: 'boolean', says: 'Show the report before, without looking anew' },
  },
  examples: [
    { does: 'all fields', line: 'clientela quality' },
    { does: 'what was found the last time', line: 'clientela quality --last' },
  ],
  async run({ options }, session) {
    const { ask, output, routes } = session
    if (!options.last) {
      await finishJob(session, await ask(routes.quality.run, {}), 'Looking at the values')
    }
    const report = await ask(routes.quality.read, {})
    output.result(report, () =>
      report === null ? ['Nobody has looked yet: clientela quality'] : lines(report, output),
    )
  },
})

type Mended = Answer<Routes['quality']['mend']>
type Code = Mended['code']

export const qualityMend = command({
  name: 'quality mend',
  summary: 'Mend what was found about a field, as a run that is undone like any import',
  positionals: [
    { name: 'FIELD', says: 'Its name' },
    { name: 'CODE', says: 'What was found, as `clientela quality` names it: leftover, spelling …' },
  ],
  options: {
    'dry-run': { type: 'boolean', says: 'Say what would become of whom, and do nothing' },
    yes: { type: 'boolean', says: 'Do not ask' },
  },
  examples: [
    { does: 'what would change', line: 'clientela quality mend city spelling --dry-run' },
    { does: 'do it', line: 'clientela quality mend city spelling --yes' },
  ],
  async run({ positionals: [field = '', given = ''], options }, session) {
    const { ask, interactive, output, routes } = session
    const code = given.replaceAll('-', '_') as Code
    const preview = async () =>
      await ask(routes.quality.mend, { body: { field, code, dryRun: true } })
    if (options['dry-run']) {
      const would = await preview()
      output.result(would, () => mendedLines(would))
      return
    }
    if (!options.yes) {
      if (!interactive) throw new Misuse('Nobody is there to say whether it is to be', 'Say --yes.')
      for (const line of mendedLines(await preview())) output.say(line)
      if (!(await confirmed('Mend them?'))) throw new Misuse('Nothing was mended', 'Say --yes.')
    }
    const begun = await ask(routes.quality.mend, { body: { field, code } })
    await finish(session, begun)
  },
})

async function finish(session: Session, begun: Mended): Promise<void> {
  const { output } = session
  const { import: id } = begun
  const run = id === null ? undefined : await finishRun<EditRun>(session, { id, title: 'Changing' })
  const { changed = 0, rejected = 0 } = run?.result ?? {}
  output.result({ ...begun, changed, rejected }, () => [
    `${amount(changed)} customers have another value`,
    ...(rejected === 0 ? [] : [`${amount(rejected)} keep theirs: a rule of the field wants it so`]),
    ...(run === undefined ? [] : [output.dim(`to take it back: clientela imports undo ${run.id}`)]),
  ])
  await session.settled()
}

function mendedLines({ customers, values, examples }: Mended): string[] {
  return [
    `${amount(customers)} customers, ${amount(values)} different values:`,
    ...table([
      ['CUSTOMERS', 'BEFORE', 'AFTER'],
      ...examples.map(({ before, after, customers: n }) => [
        amount(n),
        asText(before).slice(0, 60),
        after === null ? '(none)' : asText(after).slice(0, 60),
      ]),
    ]),
  ]
}

function lines(report: Report, output: Output): string[] {
  const found = report.fields.filter(({ findings }) => findings.length > 0)
  return [
    ...table([
      ['FIELD', 'FILLED', '%', 'DISTINCT', 'INVALID', 'SUSPICIOUS', 'SOURCES'],
      ...report.fields.map((field) => [
        field.field,
        amount(field.filled),
        percent(field.share),
        amount(field.distinct),
        amount(field.invalid),
        amount(field.suspicious),
        field.sources
          .slice(0, 3)
          .map(({ source, filled }) => `${source} ${amount(filled)}`)
          .join(', '),
      ]),
    ]),
    '',
    ...(found.length === 0 ? ['Nothing was found that is wrong.'] : []),
    ...found.flatMap((field) => findingLines(field, output)),
  ]
}

function findingLines({ field, label, findings }: Field, output: Output): string[] {
  return findings.flatMap(({ code, says, count, share, examples, mend, type }) => {
    const shown = examples.map((each) => JSON.stringify(asText(each).slice(0, 40))).join(', ')
    const to = type === null ? '' : ` (${type})`
    return [
      output.bold(`${label}: ${amount(count)} (${percent(share)} %) ${says.en}${to}`),
      `  ${shown}`,
      ...(mend === null
        ? []
        : [`  mend: ${mend.en}`, output.dim(`  clientela quality mend ${field} ${code}`)]),
    ]
  })
}

/** With a digit behind the point where it would be 0 or 100 otherwise. */
function percent(share: number): string {
  const hundredths = share * 100
  return hundredths < 10 && hundredths > 0 ? hundredths.toFixed(1) : hundredths.toFixed(0)
}
