import { failure, Refusal } from '../../domain/failure.ts'
import { command } from '../command.ts'
import { listing } from '../output.ts'

export const auditList = command({
  name: 'audit list',
  summary: 'What was done, by whom; the newest first',
  details:
    'People are named by keyed hashes, so that a deletion leaves the log as it is; --customer finds what was done to one.',
  options: {
    who: { type: 'string', value: 'WHO', says: 'local, the id of a key, user:3 or nobody' },
    action: { type: 'string', value: 'ROUTE', says: 'As "DELETE /api/keys/:id"' },
    customer: { type: 'string', value: 'ID', says: 'The id of a customer' },
    since: { type: 'string', value: 'INSTANT', says: 'From then on' },
    until: { type: 'string', value: 'INSTANT', says: 'Before then' },
    limit: { type: 'string', value: 'N', says: 'How many; 50 when left out' },
    cursor: { type: 'string', value: 'NEXT', says: 'Where the page before has ended' },
  },
  examples: [
    { does: 'the latest', line: 'clientela audit list' },
    { does: 'who made keys', line: 'clientela audit list --action "POST /api/keys"' },
  ],
  async run({ options }, { ask, output, routes }) {
    const { who, action, customer, since, until, limit, cursor } = options
    const asked = { who, action, customer, since, until, limit, cursor }
    const query = Object.fromEntries(
      Object.entries(asked).filter(([, value]) => value !== undefined),
    )
    const page = await ask(routes.audit.list, { query })
    output.result(page, () => [
      ...listing(
        ['SEQ', 'AT', 'WHO', 'ACTION', 'ON', 'ANSWER'],
        page.items.map(({ seq, at, who, action, subject, status }) => [
          String(seq),
          at,
          who,
          action,
          subject,
          String(status),
        ]),
        'There is nothing yet',
      ),
      ...(page.next === null ? [] : [`More: --cursor ${page.next}`]),
    ])
  },
})

export const auditVerify = command({
  name: 'audit verify',
  summary: 'Whether the audit log is as it was written; prints its head',
  details:
    'Each entry has the hash of the one before: what was changed, taken out or put elsewhere is found. Note the head ' +
    'somewhere else, and give it the next time by --head: then it shows too when the end was cut off.',
  options: {
    head: {
      type: 'string',
      value: 'HASH',
      says: 'A head that was noted earlier: it must be in the log',
    },
  },
  examples: [{ does: 'all of it', line: 'clientela audit verify' }],
  async run({ options }, { ask, output, routes }) {
    const { head } = options
    const found = await ask(routes.audit.verify, { query: head === undefined ? {} : { head } })
    if (found.problem !== null) {
      const { seq, message } = found.problem
      throw new Refusal(
        failure('conflict', `The audit log is not as it was written. ${message}`, {
          where: `entry ${seq}`,
          fix: 'Compare with a backup: `clientela restore` into another directory, and `audit list` there.',
        }),
      )
    }
    output.result(found, () => [
      `All ${found.entries} entries are as they were written`,
      `Head: ${found.head === '' ? 'none yet' : found.head}`,
    ])
  },
})
