import { existsSync, readFileSync } from 'node:fs'
import { isAbsolute, resolve } from 'node:path'
import { parseEnv } from 'node:util'
import {
  bytes,
  duration,
  matching,
  networks,
  oneOf,
  timezone,
  urlOf,
  weekday,
  whole,
  Wrong,
} from './settingForms.ts'

/** How this process runs: read once at start from flags and environment, never changed. */
export type Config = { readonly [K in keyof Declared]: ReadBy<Declared[K]> }

/** One setting: the only place that says what it is called, what it may be and what it is without being said. */
export type Setting<T = unknown> = {
  /** The environment variable. */
  readonly env: string
  /** As typed, without the dashes. What is secret has none: others on the machine can read command lines. */
  readonly flag?: string
  /** What stands for the value in the help: `DIR`. */
  readonly value: string
  /** Text that {@link read} takes; left out, the setting is absent unless it is given. */
  readonly default?: string
  readonly help: string
  /** Never shown, in no message. */
  readonly secret?: true
  /** The value, or what would be right. */
  readonly read: (text: string) => T | Wrong
}

type ReadBy<S> = S extends { readonly read: (text: string) => infer T }
  ? S extends { readonly default: string }
    ? Exclude<T, Wrong>
    : Exclude<T, Wrong> | undefined
  : never

type Declared = typeof settings

const logLevels = ['silent', 'error', 'warn', 'info', 'debug'] as const

/** Every setting there is. `.env.example` and the help are made from it. */
export const settings = {
  data: setting('DATA', {
    flag: 'data',
    value: 'DIR',
    default: '.clientela',
    help: 'The data directory; made when it is not there. One process at a time has it.',
    read: (text) => resolve(text),
  }),
  host: setting('HOST', {
    flag: 'host',
    value: 'ADDRESS',
    default: '127.0.0.1',
    help: 'The address to listen on. Anything but loopback lets other machines in.',
    read: matching(/^[\w.:%-]+$/, 'an address, as 127.0.0.1 or ::1, or the name of a host'),
  }),
  port: setting('PORT', {
    flag: 'port',
    value: 'PORT',
    default: '4100',
    help: 'The port to listen on; 0 takes one that is free.',
    read: whole(0, 65_535),
  }),
  publicUrl: setting('PUBLIC_URL', {
    flag: 'public-url',
    value: 'URL',
    help: 'The address by which browsers reach it, as https://shop.example, where a proxy stands in front. By https the cookies of sessions are kept to it.',
    read: urlOf('http:', 'https:'),
  }),
  proxies: setting('PROXIES', {
    flag: 'proxies',
    value: 'NETWORKS',
    help: 'Proxies in front whose X-Forwarded-For is believed, divided by commas: 127.0.0.1,10.0.0.0/8. Left out: none.',
    read: networks,
  }),
  sessionIdle: setting('SESSION_IDLE', {
    flag: 'session-idle',
    value: 'DURATION',
    default: '12h',
    help: 'After how long without being used a session ends, and its user signs in again.',
    read: duration(60_000, 366 * 86_400_000),
  }),
  sessionLength: setting('SESSION_LENGTH', {
    flag: 'session-length',
    value: 'DURATION',
    default: '7d',
    help: 'After how long a session ends however much it is used.',
    read: duration(60_000, 366 * 86_400_000),
  }),
  url: setting('URL', {
    flag: 'url',
    value: 'URL',
    help: 'For the command line: the server to talk to, instead of the one of the data directory.',
    read: urlOf('http:', 'https:'),
  }),
  key: setting('KEY', {
    value: 'KEY',
    help: 'For the command line: the API key with which to talk to that server.',
    secret: true,
    read: matching(/^\S+$/, 'an API key, as it was printed when it was made'),
  }),
  clickhouseUrl: setting('CLICKHOUSE_URL', {
    value: 'URL',
    help: 'A ClickHouse server, as http://user:password@host:8123/database, the database being clientela when left out. Left out: the engine inside.',
    secret: true,
    read: urlOf('http:', 'https:'),
  }),
  operationalUrl: setting('OPERATIONAL_URL', {
    value: 'URL',
    help: 'A PostgreSQL server, as postgres://user:password@host/database. Left out: SQLite in the data directory.',
    secret: true,
    read: urlOf('postgres:', 'postgresql:'),
  }),
  engineMemory: setting('ENGINE_MEMORY', {
    flag: 'engine-memory',
    value: 'SIZE',
    default: '2GB',
    help: 'What the engine inside may use of memory, for all that it does at once.',
    read: bytes(256 * 1024 ** 2, 1024 ** 4),
  }),
  queryMemory: setting('QUERY_MEMORY', {
    flag: 'query-memory',
    value: 'SIZE',
    default: '1GB',
    help: 'What one question to ClickHouse may use of memory.',
    read: bytes(64 * 1024 ** 2, 1024 ** 4),
  }),
  queryTime: setting('QUERY_TIME', {
    flag: 'query-time',
    value: 'DURATION',
    default: '60s',
    help: 'How long one question to ClickHouse may take.',
    read: duration(1_000, 24 * 3_600_000),
  }),
  writeWait: setting('WRITE_WAIT', {
    flag: 'write-wait',
    value: 'DURATION',
    default: '2s',
    help: 'How long a write of single records waits to be readable before it is answered as on its way.',
    read: duration(1_000, 10 * 60_000),
  }),
  bodyLimit: setting('BODY_LIMIT', {
    flag: 'body-limit',
    value: 'SIZE',
    default: '10MB',
    help: 'The largest body of a request, files of an import apart.',
    read: bytes(1024, 256 * 1024 ** 2),
  }),
  unpackedLimit: setting('UNPACKED_LIMIT', {
    flag: 'unpacked-limit',
    value: 'SIZE',
    default: '4GB',
    help: 'What a workbook or zip that is imported may hold unpacked. CSV, gzipped too, may be of any size.',
    read: bytes(1024 ** 2, 1024 ** 4),
  }),
  inboxLimit: setting('INBOX_LIMIT', {
    flag: 'inbox-limit',
    value: 'SIZE',
    default: '1GB',
    help: 'How much may wait to be taken in; beyond it senders are asked to come again later.',
    read: bytes(1024 ** 2, 1024 ** 4),
  }),
  inboxRetention: setting('INBOX_RETENTION', {
    flag: 'inbox-retention',
    value: 'DURATION',
    default: '1d',
    help: 'How long arrivals are kept as they came after they were taken in.',
    read: duration(0, 366 * 86_400_000),
  }),
  rejectedRetention: setting('REJECTED_RETENTION', {
    flag: 'rejected-retention',
    value: 'DURATION',
    default: '30d',
    help: 'How long files of rejected rows, and the rows that an import shows, are kept after its end.',
    read: duration(0, 366 * 86_400_000),
  }),
  webhookNetworks: setting('WEBHOOK_NETWORKS', {
    flag: 'webhook-networks',
    value: 'NETWORKS',
    help: 'Networks inside the house in which webhooks may lie, divided by commas: 10.0.0.0/8,127.0.0.1. Left out: none, they are public and by HTTPS.',
    read: networks,
  }),
  watch: setting('WATCH', {
    flag: 'watch',
    value: 'DIR',
    help: 'A folder outside of the data directory: files in DIR/TEMPLATE/ are imported by that template. Left out: none.',
    read: (text) => (isAbsolute(text) ? resolve(text) : new Wrong('an absolute path')),
  }),
  watchEvery: setting('WATCH_EVERY', {
    flag: 'watch-every',
    value: 'DURATION',
    default: '10s',
    help: 'How often that folder is looked at.',
    read: duration(1_000, 24 * 3_600_000),
  }),
  logLevel: setting('LOG_LEVEL', {
    flag: 'log-level',
    value: 'LEVEL',
    default: 'info',
    help: `How much is logged: ${logLevels.join(', ')}.`,
    read: oneOf(logLevels),
  }),
  shopTimezone: setting('SHOP_TIMEZONE', {
    flag: 'shop-timezone',
    value: 'ZONE',
    default: 'America/Sao_Paulo',
    help: "The shop's time zone (IANA). Read at first start; changed in the shop's settings later.",
    read: timezone,
  }),
  shopCurrency: setting('SHOP_CURRENCY', {
    flag: 'shop-currency',
    value: 'CODE',
    default: 'BRL',
    help: "The shop's currency (ISO 4217). Read at first start, as the time zone.",
    read: matching(/^[A-Z]{3}$/, 'three capital letters, as BRL or EUR'),
  }),
  shopCountry: setting('SHOP_COUNTRY', {
    flag: 'shop-country',
    value: 'CODE',
    default: 'BR',
    help: 'The country (ISO 3166) of phone numbers and addresses that say none. Read at first start, as the time zone.',
    read: matching(/^[A-Z]{2}$/, 'two capital letters, as BR or PT'),
  }),
  shopWeekStart: setting('SHOP_WEEK_START', {
    flag: 'shop-week-start',
    value: 'DAY',
    default: 'monday',
    help: 'The day on which weeks begin. Read at first start, as the time zone.',
    read: weekday,
  }),
} as const

export type Loaded = {
  readonly config: Config
  /** What of the arguments is no setting: the command and its own. */
  readonly rest: readonly string[]
  /** Variables that look like settings and are none, each in a sentence. */
  readonly warnings: readonly string[]
}

/** Each names the variable or flag, the value, and what would be right. */
export type ConfigErrors = { readonly errors: readonly string[] }

/**
 * The settings from flags, then environment, then defaults. All errors at once. An empty variable counts
 * as not given. `argv` is without node and the script; what follows `--` is nobody's flag.
 */
export function loadConfig(
  env: Readonly<Record<string, string | undefined>>,
  argv: readonly string[],
): Loaded | ConfigErrors {
  const { given, rest, errors } = flagsIn(argv)
  const values: Record<string, unknown> = {}
  for (const [name, each] of Object.entries<Setting>(settings)) {
    const flag = given.get(name)
    const variable = env[each.env]
    const text = flag ?? (variable === '' ? undefined : variable) ?? each.default
    const value = text === undefined ? undefined : each.read(text)
    if (value instanceof Wrong) {
      errors.push(wrong(each, flag === undefined ? each.env : `--${each.flag}`, text, value))
    }
    values[name] = value
  }
  if (errors.length > 0) return { errors }
  return { config: values as Config, rest, warnings: strangers(env) }
}

/** The environment with what `.env` adds to it, if there is such a file: the environment's own wins. */
export function withEnvFile(
  env: Readonly<Record<string, string | undefined>>,
  path = '.env',
): Readonly<Record<string, string | undefined>> {
  return existsSync(path) ? { ...parseEnv(readFileSync(path, 'utf8')), ...env } : env
}

/** The text of `.env.example`: every setting with what it is for and what it is without being said. */
export function envExample(): string {
  const blocks = Object.values<Setting>(settings).map((each) => {
    const flag = each.flag === undefined ? '' : ` (--${each.flag})`
    return `# ${each.help}${flag}\n#${each.env}=${each.default ?? ''}\n`
  })
  const head =
    '# Copy to .env and take the # off the lines to be changed. Flags win over this, and this over defaults.\n'
  return [head, ...blocks].join('\n')
}

function flagsIn(argv: readonly string[]): {
  readonly given: Map<string, string>
  readonly rest: string[]
  readonly errors: string[]
} {
  const names = new Map<string, string>(
    Object.entries<Setting>(settings).flatMap(([name, { flag }]) =>
      flag === undefined ? [] : [[`--${flag}`, name] as const],
    ),
  )
  const given = new Map<string, string>()
  const rest: string[] = []
  const errors: string[] = []
  for (let i = 0; i < argv.length; i += 1) {
    const typed = argv[i] ?? ''
    if (typed === '--') {
      rest.push(...argv.slice(i))
      break
    }
    const [flag = '', joined] = typed.split(/=(.*)/s)
    const name = names.get(flag)
    if (name === undefined) {
      rest.push(typed)
      continue
    }
    const value = joined ?? argv[(i += 1)]
    if (value === undefined || value === '') errors.push(`${flag} needs a value after it.`)
    else given.set(name, value)
  }
  return { given, rest, errors }
}

function wrong(of: Setting, said: string, text: string | undefined, { right }: Wrong): string {
  const value = of.secret === true ? 'its value (not shown)' : `"${text}"`
  return `${said}: ${value} is not ${right}.`
}

/** A misspelt variable would otherwise be silently without effect. */
function strangers(env: Readonly<Record<string, string | undefined>>): string[] {
  const known = Object.values<Setting>(settings).map((each) => each.env)
  return Object.keys(env)
    .filter((name) => /^CLIENTELA_(?!TEST_|FAULT$|BENCH_)/.test(name) && !known.includes(name))
    .map((name) => {
      const near = known.find((each) => distance(each, name) <= 2)
      const hint = near === undefined ? '' : ` Did you mean ${near}?`
      return `${name} is no setting and has no effect.${hint}`
    })
}

/** How many letters must be put in, taken out or changed to make one of the other (Levenshtein). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (const [i, letter] of a.split('').entries()) {
    const next = [i + 1]
    for (const [j, other] of b.split('').entries()) {
      const changed = (row[j] ?? 0) + (letter === other ? 0 : 1)
      next.push(Math.min(changed, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? 0
}

function setting<const S extends Omit<Setting, 'env'>>(
  name: string,
  is: S,
): S & { readonly env: string } {
  return { env: `CLIENTELA_${name}`, ...is }
}
