import type { Locale } from '../../domain/customer/formats/locale.ts'
import { failure, Refusal } from '../../domain/failure.ts'
import type { Condition } from '../../domain/segment/condition.ts'
import { command, type Option } from '../command.ts'
import { segmentNamed } from '../named.ts'
import { warningLines } from './segments/warnings.ts'
import { questionOf } from './segments/question.ts'

/** In which language a sentence is said. */
export const localeOption = {
  type: 'string',
  choices: ['pt-BR', 'en'],
  says: "Of the sentence; the terminal's (LC_ALL, LC_MESSAGES, LANG) when left out, else English",
} as const satisfies Option

/** The same as the API takes it. What else the command line says is English, and so is this where nothing is known. */
export function localeOf(locale: string | undefined, env = process.env): { locale: Locale } {
  if (locale === 'pt-BR' || locale === 'en') return { locale }
  const [said = ''] = [env['LC_ALL'], env['LC_MESSAGES'], env['LANG']].filter(
    (each) => each !== undefined && each !== '',
  )
  return { locale: /^pt/i.test(said) ? 'pt-BR' : 'en' }
}

export const conditionsParse = command({
  name: 'conditions parse',
  summary: 'Read a condition in words, check it, and print its tree',
  details: 'The tree is what the API and the store keep: JSON in normal form.',
  positionals: [{ name: 'CONDITION', says: 'A condition in words' }],
  options: {},
  examples: [
    { does: 'who lives in Recife', line: `clientela conditions parse 'city = "Recife"' --json` },
  ],
  async run({ positionals: [text = ''] }, { ask, output, routes }) {
    const { condition } = await ask(routes.conditions.read, { body: { text } })
    output.result(condition, () => [JSON.stringify(condition, null, 2)])
  },
})

export const conditionsPrint = command({
  name: 'conditions print',
  summary: 'Check the tree of a condition and print it in words',
  details:
    'With --locale the sentence in that language follows on a line of its own. With --json all forms are printed.',
  positionals: [{ name: 'JSON', says: 'The tree, as `conditions parse` prints it' }],
  options: { locale: localeOption },
  examples: [
    {
      does: 'a test of a field',
      line: `clientela conditions print '{"type":"field","field":"city","test":{"op":"exists"}}'`,
    },
  ],
  async run({ positionals: [json = ''], options }, { ask, output, routes }) {
    const body = { condition: treeOf(json) }
    const query = localeOf(options.locale)
    const read = await ask(routes.conditions.read, { body, query })
    const said = options.locale === undefined ? [] : [read.reading]
    const { condition, text, reading } = read
    output.result({ condition, text, reading }, () => [text, ...said])
  },
})

export const conditionsRead = command({
  name: 'conditions read',
  summary: 'Say a condition, or a saved segment, as a sentence',
  details:
    'No two conditions read the same. What people would take wrongly is said: that nothing at all counts too, that both ends are included, whom `not` takes in. ' +
    'Below it stands what can never hold or always does, and which parts add or take out nobody, with why: found by reasoning, before anybody is asked.',
  positionals: [{ name: 'CONDITION', says: 'A condition in words, or @NAME for a saved segment' }],
  options: { locale: localeOption },
  examples: [
    {
      does: 'in Portuguese',
      line: `clientela conditions read 'did "Order Completed" at most 3 times' --locale pt-BR`,
    },
    { does: 'a saved segment', line: `clientela conditions read '@VIP' --locale en` },
  ],
  async run({ positionals: [given = ''], options }, session) {
    const { ask, output, routes } = session
    const query = localeOf(options.locale)
    const { segment, text = '' } = await questionOf(session, given, undefined)
    const read =
      segment === undefined
        ? await ask(routes.conditions.read, { body: { text }, query })
        : await ask(routes.segments.read, {
            params: { id: (await segmentNamed(session, segment)).id },
            query,
          })
    const { condition, reading, warnings } = read
    output.result({ condition, text: read.text, reading, warnings }, () => [
      reading,
      ...warningLines(warnings, output),
    ])
  },
})

function treeOf(json: string): Condition {
  try {
    return JSON.parse(json) as Condition
  } catch {
    throw new Refusal(
      failure('invalid', 'The condition is not JSON', {
        where: 'JSON',
        fix: 'Give a tree as `clientela conditions parse` prints it.',
      }),
    )
  }
}
