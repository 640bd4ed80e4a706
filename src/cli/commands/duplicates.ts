import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { failure, Refusal } from '../../domain/failure.ts'
import { command, Misuse } from '../command.ts'
import { confirmed } from '../confirmed.ts'
import { amount } from '../output.ts'
import type { Session } from '../session.ts'
import { finishJob, finishRun } from '../wait.ts'
import { find } from './customers.ts'

const listed = {
  score: { type: 'string', value: 'N', says: 'At least so sure, from 0 to 1' },
  state: {
    type: 'string',
    choices: ['open', 'later', 'not-the-same'],
    says: 'What was said of them; open when left out',
  },
} as const

export const duplicates = command({
  name: 'duplicates',
  summary: 'List pairs of customers that may be one, the surest first, with the reasons',
  options: {
    ...listed,
    limit: { type: 'string', value: 'N', says: 'How many; 20 when left out' },
    cursor: { type: 'string', value: 'CURSOR', says: 'Where the page before ended' },
  },
  examples: [
    { does: 'what is to be looked at', line: 'clientela duplicates' },
    { does: 'only what is nearly sure', line: 'clientela duplicates --score 0.99' },
  ],
  async run({ options }, { ask, output, routes }) {
    const { cursor } = options
    const query = {
      ...wanted(options),
      limit: options.limit ?? 20,
      ...(cursor === undefined ? {} : { cursor }),
    }
    const answer = await ask(routes.duplicates.list, { query })
    output.result(answer, () => [
      ...answer.items.flatMap(({ left, right, score, reasons, also }) => [
        output.bold(`${(score * 100).toFixed(1)} %  ${left.id}  ${right.id}`),
        `  ${reasons.map(({ en }) => en).join(', ')}`,
        ...(also.length === 0 ? [] : [`  perhaps the same too: ${also.join(', ')}`]),
      ]),
      answer.found === null
        ? 'Nobody has looked yet: clientela duplicates find'
        : output.dim(`${amount(answer.pairs)} pairs`),
      ...(answer.next === null ? [] : [output.dim(`more: --cursor ${answer.next}`)]),
    ])
  },
})

export const duplicatesFind = command({
  name: 'duplicates find',
  summary: 'Look for customers that may be one',
  details:
    'Everyone is compared by all fields that say something, with whom she shares a key that few have. ' +
    'How much each field says is learnt from the customers themselves. What was said of pairs before stays.',
  options: {},
  examples: [{ does: 'all customers', line: 'clientela duplicates find' }],
  async run(_given, session) {
    const { ask, output, routes } = session
    const job = await ask(routes.duplicates.find, {})
    await finishJob(session, job, 'Looking for duplicates')
    const { pairs, found } = await ask(routes.duplicates.list, { query: { limit: 1 } })
    output.result({ pairs, ...found }, () => [
      `${amount(pairs)} pairs among ${amount(found?.customers ?? 0)} customers may be one each.`,
      ...(found === null || found.left.blocks === 0
        ? []
        : [
            `Not compared by that alone: ${amount(found.left.blocks)} combinations of values that too many share.`,
          ]),
    ])
  },
})

export const duplicatesContested = command({
  name: 'duplicates contested',
  summary: 'List pairs of customers whom messages would make one, with what both were seen with',
  details:
    'Two user ids are never made one by messages; what both were seen with stays with whom it was first. ' +
    'Merge them by `customers merge`, or say by `duplicates decide` that they are not the same.',
  options: {
    state: listed.state,
    limit: { type: 'string', value: 'N', says: 'How many; 20 when left out' },
    cursor: { type: 'string', value: 'CURSOR', says: 'Where the page before ended' },
  },
  examples: [{ does: 'what is to be looked at', line: 'clientela duplicates contested' }],
  async run({ options }, { ask, output, routes }) {
    const { cursor, state } = options
    const query = {
      ...wanted({ score: undefined, state }),
      limit: options.limit ?? 20,
      ...(cursor === undefined ? {} : { cursor }),
    }
    const answer = await ask(routes.duplicates.contested, { query })
    output.result(answer, () => [
      ...answer.items.flatMap(({ left, right, en, at, source }) => [
        output.bold(`${left.id}  ${right.id}`),
        `  ${en}; since ${at}, by ${source}`,
      ]),
      ...(answer.items.length === 0 ? ['There are none.'] : []),
      ...(answer.next === null ? [] : [output.dim(`more: --cursor ${answer.next}`)]),
    ])
  },
})

export const duplicatesExport = command({
  name: 'duplicates export',
  summary: 'Write the pairs to a CSV file: left, right, score, reasons',
  details: "left and right are the shop's own ids, as imports know the customers.",
  positionals: [{ name: 'FILE', says: 'Is replaced if it is there' }],
  options: {
    ...listed,
    language: { type: 'string', choices: ['en', 'pt'], says: 'Of the reasons; en when left out' },
  },
  examples: [{ does: 'all of them', line: 'clientela duplicates export duplicates.csv' }],
  async run({ positionals: [file = ''], options }, { open, output, routes }) {
    const language = options.language === 'pt' ? 'pt' : 'en'
    const query = { ...wanted(options), language } as const
    const bytes = await open(routes.duplicates.export, { query })
    try {
      await pipeline(Readable.from(bytes), createWriteStream(file))
    } catch (error) {
      const { code, syscall } = error as NodeJS.ErrnoException
      if (syscall !== 'open' && syscall !== 'write') throw error
      throw new Refusal(
        failure('invalid', `${file} cannot be written (${code})`, { where: 'FILE' }),
      )
    }
    output.result({ file }, () => [`The pairs are in ${file}.`])
  },
})

export const duplicatesDecide = command({
  name: 'duplicates decide',
  summary: 'Say of a pair that it is not the same customer, or to be looked at later',
  positionals: [
    { name: 'LEFT', says: 'The id, or KIND:VALUE as user_id:17850' },
    { name: 'RIGHT', says: 'The same of the other' },
    { name: 'DECISION', says: 'not-the-same, later, or open to take it back' },
  ],
  options: {},
  examples: [
    { does: 'two people', line: 'clientela duplicates decide user_id:17 user_id:42 not-the-same' },
  ],
  async run({ positionals: [left = '', right = '', said = ''] }, session) {
    const decision = stateOf(said)
    const [one, other] = [await find(left, session), await find(right, session)]
    const body = { left: one.id, right: other.id, decision }
    await session.ask(session.routes.duplicates.decide, { body })
    session.output.result({ ok: true }, () => ['It is noted, for later searches too.'])
  },
})

export const duplicatesMerge = command({
  name: 'duplicates merge',
  summary: 'Merge the open pairs that are at least so sure into whoever was there first',
  details:
    'It is one import, which `clientela imports undo ID` takes apart again. Three or more become one where ' +
    'each is a pair with each of the others. Of a chain, where the ends are none, only the surer two are ' +
    'merged: search again, and the third is looked at beside all that is known of the two.',
  options: {
    score: { type: 'string', required: true, value: 'N', says: 'At least so sure, from 0.5 to 1' },
    yes: { type: 'boolean', says: 'Do not ask' },
  },
  examples: [{ does: 'what is as good as sure', line: 'clientela duplicates merge --score 0.999' }],
  async run({ options }, session) {
    const { ask, output, routes } = session
    const score = Number(options.score)
    if (!options.yes) await askToMerge(session, options.score)
    const begun = await ask(routes.duplicates.merge, { body: { score } })
    if (begun.import !== null) await finishRun(session, { id: begun.import, title: 'Merging' })
    output.result(begun, () => [
      begun.import === null
        ? 'No open pair is as sure as that.'
        : `${amount(begun.pairs)} customers are merged into ${amount(begun.customers)}; clientela imports undo ${begun.import} parts them.`,
      ...(begun.left === 0
        ? []
        : [
            `${amount(begun.left)} pairs as sure are left; clientela duplicates find looks at them again.`,
          ]),
    ])
    await session.settled()
  },
})

async function askToMerge({ interactive, ask, routes }: Session, score: string): Promise<void> {
  if (!interactive) throw new Misuse('Nobody is there to say whether to merge', 'Say --yes.')
  const { pairs } = await ask(routes.duplicates.list, { query: { limit: 1, score } })
  if (!(await confirmed(`Merge up to ${amount(pairs)} pairs?`))) {
    throw new Misuse('Nothing was merged', 'Say --yes.')
  }
}

type Listed = { readonly score: string | undefined; readonly state: string | undefined }

function wanted({ score, state }: Listed) {
  return {
    ...(score === undefined ? {} : { score }),
    ...(state === undefined ? {} : { state: stateOf(state) }),
  }
}

function stateOf(said: string): 'open' | 'later' | 'not_the_same' {
  const state = said.replaceAll('-', '_')
  if (state === 'open' || state === 'later' || state === 'not_the_same') return state
  throw new Refusal(
    failure('invalid', `${JSON.stringify(said)} is nothing that can be said of a pair`, {
      fix: 'Say not-the-same, later or open.',
    }),
  )
}
