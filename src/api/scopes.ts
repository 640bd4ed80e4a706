/**
 * What may be done, in the smallest pieces that are given out. Each route of the table names the one that it
 * needs; a key or a role is a set of them. What is read ends in `:read`.
 */
export const scopes = [
  'customers:read',
  'customers:write',
  'customers:export',
  'customers:erase',
  'privacy',
  'imports:read',
  'imports:write',
  'events:read',
  'events:write',
  'segments:read',
  'segments:write',
  'fields:read',
  'fields:write',
  'catalogue:read',
  'catalogue:write',
  'promotions:read',
  'promotions:write',
  'carts:read',
  'carts:write',
  'integrations:read',
  'integrations:write',
  'integrations:manage',
  'running:read',
  'running:write',
  'shop:write',
  'backups',
  'users:read',
  'users:write',
  'keys:read',
  'keys:write',
  'audit:read',
] as const
export type Scope = (typeof scopes)[number]

/** What each opens, as the documents say it. */
export const scopeMeanings = {
  'customers:read': 'See customers, their events, consents, history and why they are in a segment',
  'customers:write': 'Make, change, merge and part customers; mend values; record consents',
  'customers:export': 'Take customers, members and events away as files',
  'customers:erase': 'Delete a customer everywhere',
  privacy: 'Let a deleted customer come again; list the erasures',
  'imports:read': 'See imports and what was not taken of them',
  'imports:write': 'Bring files in, and undo what they brought',
  'events:read': 'See which events there are and what they say, and what could not be accepted',
  'events:write': 'Bring events',
  'segments:read': 'See, count and compare segments, lists, folders, views, templates and clusters',
  'segments:write': 'Make and change segments, lists, folders, views and clusters',
  'fields:read': 'See fields, calculated fields and forms',
  'fields:write': 'Make and change fields, calculated fields and forms',
  'catalogue:read': 'See products and places',
  'catalogue:write': 'Make and change products and places',
  'promotions:read': 'See promotions, coupons and their results',
  'promotions:write': 'Make, start and stop promotions and coupons',
  'carts:read': 'Ask what a cart earns',
  'carts:write': 'Reserve, use and cancel what carts earn',
  'integrations:read': 'See sources and webhooks',
  'integrations:write': 'Try webhooks, and send again',
  'integrations:manage': 'Make, change and remove sources and webhooks, and their secrets',
  'running:read': 'See jobs, the state, the shop’s settings and the documents',
  'running:write': 'Cancel jobs',
  'shop:write': 'Change the shop’s settings',
  backups: 'Make backups',
  'users:read': 'See the users',
  'users:write': 'Invite users, give them roles, remove them',
  'keys:read': 'See the keys',
  'keys:write': 'Make and revoke keys',
  'audit:read': 'Read and verify the audit log',
} as const satisfies Record<Scope, string>

/** Words for many scopes at once, each including the one before. A key that has one has also what is added to it later. */
export const bundles = ['read', 'write', 'admin'] as const
export type Bundle = (typeof bundles)[number]

const ofRunning: readonly Scope[] = ['users:read', 'keys:read', 'audit:read']

const reads: readonly Scope[] = [
  ...scopes.filter((each) => each.endsWith(':read') && !ofRunning.includes(each)),
  'customers:export',
]

const writes: readonly Scope[] = [
  ...reads,
  'customers:write',
  'customers:erase',
  'imports:write',
  'events:write',
  'segments:write',
  'fields:write',
  'catalogue:write',
  'promotions:write',
  'carts:write',
  'integrations:write',
  'running:write',
]

const inBundle: Readonly<Record<Bundle, readonly Scope[]>> = {
  read: reads,
  write: writes,
  admin: scopes,
}

/** What a user is to the shop. */
export const roles = ['owner', 'marketer', 'analyst', 'privacy_officer', 'read_only'] as const
export type Role = (typeof roles)[number]

/** What each role may do. */
export const roleScopes: Readonly<Record<Role, readonly Scope[]>> = {
  owner: scopes,
  marketer: writes.filter((each) => each !== 'customers:erase'),
  analyst: [...reads, 'segments:write'],
  privacy_officer: [
    ...reads.filter((each) => each !== 'carts:read'),
    'customers:write',
    'customers:erase',
    'privacy',
    'audit:read',
  ],
  read_only: reads.filter((each) => each !== 'customers:export' && each !== 'carts:read'),
}

/** Of words as they are given and kept, bundles among them, each scope once. What is no word of ours opens nothing. */
export function scopesIn(words: readonly string[]): ReadonlySet<Scope> {
  const known: readonly string[] = scopes
  return new Set(
    words.flatMap((word) => {
      const bundle = bundles.find((each) => each === word)
      if (bundle !== undefined) return inBundle[bundle]
      return known.includes(word) ? [word as Scope] : []
    }),
  )
}

/** The bundle that is all held: by it forms choose what they show. */
export function bundleOf(held: ReadonlySet<Scope>): Bundle {
  if (scopes.every((each) => held.has(each))) return 'admin'
  return held.has('customers:write') ? 'write' : 'read'
}
