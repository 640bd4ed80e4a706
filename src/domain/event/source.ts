/**
 * Whence events come by the tracking API: the shop's site, its app, its server. Each event names its
 * source by a code, which stays what it is whatever the source is called later: message ids count once
 * within it, and conditions ask for it.
 */
export const sourceKinds = ['site', 'app', 'server', 'store'] as const
export type SourceKind = (typeof sourceKinds)[number]

/** The channel of events that name none and happen on no channel by their name; empty for none. */
export const usualChannelOf = {
  site: 'site',
  app: 'app',
  server: '',
  store: 'store',
} as const satisfies Record<SourceKind, string>

/** Codes that events have which come on other ways: of our own API, from files, by the demo. */
export const reservedSources: ReadonlySet<string> = new Set([
  'api',
  'bulk',
  'default',
  'demo',
  'import',
  'orders',
  'vtex',
])
