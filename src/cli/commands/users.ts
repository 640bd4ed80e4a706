import { roles, type Role } from '../../api/scopes.ts'
import { command, Misuse } from '../command.ts'
import { listing } from '../output.ts'
import type { Session } from '../session.ts'

export const users = command({
  name: 'users',
  summary: 'List the users, who sign in to the pages',
  options: {},
  examples: [{ does: 'all of them', line: 'clientela users' }],
  run: async (_given, session) => await list(session),
})

export const usersList = command({
  name: 'users list',
  summary: 'List the users, as `users` does',
  options: {},
  examples: [{ does: 'all of them', line: 'clientela users list' }],
  run: async (_given, session) => await list(session),
})

export const usersInvite = command({
  name: 'users invite',
  summary: 'Invite somebody; prints the link by which they set their password, once',
  details: 'Nothing is sent: give them the link yourself. It is good for three days.',
  positionals: [{ name: 'EMAIL', says: 'By which they will sign in' }],
  options: {
    name: { type: 'string', value: 'NAME', says: 'What they are called; the e-mail when left out' },
    role: { type: 'string', required: true, choices: roles, says: 'What they may do' },
  },
  examples: [
    {
      does: 'somebody who makes segments and promotions',
      line: 'clientela users invite ana@shop.example --name Ana --role marketer',
    },
  ],
  async run({ positionals: [email = ''], options }, { ask, output, routes }) {
    const role = options.role as Role
    const body = { email, name: options.name ?? email, role }
    const made = await ask(routes.users.invite, { body })
    output.result(made, () => linkLines(made))
  },
})

export const usersRole = command({
  name: 'users role',
  summary: 'Give a user another role; they sign in anew',
  positionals: [
    { name: 'EMAIL', says: 'Of the user, or the id' },
    { name: 'ROLE', says: roles.join(', ') },
  ],
  options: {},
  examples: [
    { does: 'who only looks from now on', line: 'clientela users role ana@shop.example read_only' },
  ],
  async run({ positionals: [whom = '', wanted = ''] }, session) {
    const role = roles.find((each) => each === wanted)
    if (role === undefined) {
      throw new Misuse(`${wanted} is no role`, `There are ${roles.join(', ')}.`)
    }
    const id = await idOf(session, whom)
    const changed = await session.ask(session.routes.users.change, {
      params: { id },
      body: { role },
    })
    session.output.result(changed, () => [`${changed.email} is ${changed.role} now`])
  },
})

export const usersReset = command({
  name: 'users reset',
  summary: 'Print a link by which a user sets another password, once',
  positionals: [{ name: 'EMAIL', says: 'Of the user, or the id' }],
  options: {},
  examples: [{ does: 'who forgot it', line: 'clientela users reset ana@shop.example' }],
  async run({ positionals: [whom = ''] }, session) {
    const id = await idOf(session, whom)
    const made = await session.ask(session.routes.users.link, { params: { id } })
    session.output.result(made, () => linkLines(made))
  },
})

export const usersRemove = command({
  name: 'users remove',
  summary: 'Remove a user, whose sessions end at once; the last owner stays',
  positionals: [{ name: 'EMAIL', says: 'Of the user, or the id' }],
  options: {},
  examples: [{ does: 'who has left', line: 'clientela users remove ana@shop.example' }],
  async run({ positionals: [whom = ''] }, session) {
    const id = await idOf(session, whom)
    await session.ask(session.routes.users.remove, { params: { id } })
    session.output.result({ ok: true }, () => ['They are removed'])
  },
})

async function list({ ask, output, routes }: Session): Promise<void> {
  const { items } = await ask(routes.users.list, {})
  output.result(items, () =>
    listing(
      ['ID', 'E-MAIL', 'NAME', 'ROLE', 'STATE', 'LAST SEEN'],
      items.map(({ id, email, name, role, state, seen }) => [
        String(id),
        email,
        name,
        role,
        state,
        seen?.slice(0, 10) ?? 'never',
      ]),
      'There is nobody yet: `clientela start` prints the link for the first one',
    ),
  )
}

async function idOf({ ask, routes }: Session, whom: string): Promise<number> {
  const { items } = await ask(routes.users.list, {})
  const found = items.find(({ id, email }) => email === whom.toLowerCase() || String(id) === whom)
  if (found !== undefined) return found.id
  throw new Misuse(`There is no user ${whom}`, 'See clientela users.')
}

function linkLines({
  link,
  expires,
}: {
  readonly link: string
  readonly expires: string
}): string[] {
  return [link, `Good for one use, until ${expires}. It is not kept anywhere: send it now.`]
}
