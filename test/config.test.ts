import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { envExample, loadConfig, settings, withEnvFile, type Loaded } from '../src/config.ts'

const loaded = (env: Record<string, string>, argv: string[] = []): Loaded => {
  const got = loadConfig(env, argv)
  if ('errors' in got) throw new Error(got.errors.join('\n'))
  return got
}
const errorsOf = (env: Record<string, string>, argv: string[] = []): readonly string[] => {
  const got = loadConfig(env, argv)
  return 'errors' in got ? got.errors : []
}

test('without anything said the server listens on loopback and keeps its data beside it', () => {
  const { config, rest, warnings } = loaded({})
  expect(config).toEqual({
    data: resolve('.clientela'),
    host: '127.0.0.1',
    port: 4100,
    url: undefined,
    key: undefined,
    clickhouseUrl: undefined,
    operationalUrl: undefined,
    engineMemory: 2 * 1024 ** 3,
    queryMemory: 1024 ** 3,
    queryTime: 60_000,
    writeWait: 2_000,
    bodyLimit: 10 * 1024 ** 2,
    inboxLimit: 1024 ** 3,
    inboxRetention: 86_400_000,
    rejectedRetention: 30 * 86_400_000,
    sessionIdle: 43_200_000,
    sessionLength: 604_800_000,
    logLevel: 'info',
    shopTimezone: 'America/Sao_Paulo',
    shopCurrency: 'BRL',
    shopCountry: 'BR',
    shopWeekStart: 1,
    watch: undefined,
    unpackedLimit: 4 * 1024 ** 3,
    watchEvery: 10_000,
  })
  expect({ rest, warnings }).toEqual({ rest: [], warnings: [] })
})

test('a flag wins over the environment, and the environment over the default', () => {
  expect(loaded({ CLIENTELA_PORT: '5000' }).config.port).toBe(5000)
  expect(loaded({ CLIENTELA_PORT: '5000' }, ['--port', '6000']).config.port).toBe(6000)
  expect(loaded({ CLIENTELA_PORT: '5000' }, ['--port=7000']).config.port).toBe(7000)
})

test('an empty variable counts as not given', () => {
  expect(loaded({ CLIENTELA_PORT: '', CLIENTELA_URL: '' }).config).toMatchObject({
    port: 4100,
    url: undefined,
  })
})

test('settings are taken out of the arguments wherever they stand, and the rest is left as typed', () => {
  const { config, rest } = loaded({}, [
    '--data',
    'here',
    'import',
    'orders',
    'FILE',
    '--timezone',
    'UTC',
    '--port=1',
    '--',
    '--port',
    'x',
  ])
  expect(config).toMatchObject({ data: resolve('here'), port: 1 })
  expect(rest).toEqual(['import', 'orders', 'FILE', '--timezone', 'UTC', '--', '--port', 'x'])
})

test('an error names the variable or flag, the value, and what would be right', () => {
  expect(errorsOf({ CLIENTELA_PORT: '70000' })).toEqual([
    'CLIENTELA_PORT: "70000" is not a whole number from 0 to 65535.',
  ])
  expect(errorsOf({}, ['--log-level', 'loud'])).toEqual([
    '--log-level: "loud" is not one of silent, error, warn, info, debug.',
  ])
  expect(errorsOf({ CLIENTELA_ENGINE_MEMORY: '5MB' })).toEqual([
    'CLIENTELA_ENGINE_MEMORY: "5MB" is not a size, as 500MB or 2GB, from 256MB to 1TB.',
  ])
  expect(errorsOf({}, ['--data'])).toEqual(['--data needs a value after it.'])
})

test('all errors are said at once', () => {
  expect(
    errorsOf({
      CLIENTELA_PORT: '-1',
      CLIENTELA_SHOP_TIMEZONE: 'Mars/Olympus',
      CLIENTELA_SHOP_CURRENCY: 'reais',
      CLIENTELA_SHOP_WEEK_START: 'someday',
      CLIENTELA_QUERY_TIME: '5',
      CLIENTELA_URL: 'localhost:4100',
      CLIENTELA_HOST: 'a b',
    }),
  ).toHaveLength(7)
})

test('what is secret is shown in no message and can be given by no flag', () => {
  const errors = errorsOf({
    CLIENTELA_OPERATIONAL_URL: 'mysql://u:hunter2@h/d',
    CLIENTELA_KEY: 'a b',
  })
  expect(errors).toHaveLength(2)
  expect(errors.join()).not.toMatch(/hunter2|a b/)
  const secrets = Object.values(settings).filter((each) => 'secret' in each)
  expect(secrets.map((each) => 'flag' in each)).toEqual([false, false, false])
})

test('sizes, durations and weekdays are read with their units', () => {
  const { config } = loaded({
    CLIENTELA_ENGINE_MEMORY: '1500mb',
    CLIENTELA_QUERY_TIME: '2m',
    CLIENTELA_INBOX_RETENTION: '7d',
    CLIENTELA_SHOP_WEEK_START: 'Sunday',
  })
  expect(config).toMatchObject({
    engineMemory: 1500 * 1024 ** 2,
    queryTime: 120_000,
    inboxRetention: 7 * 86_400_000,
    shopWeekStart: 7,
  })
})

test('a misspelt variable is warned of, with the setting that was meant', () => {
  expect(loaded({ CLIENTELA_PROT: '1', CLIENTELA_TEST_POSTGRES: 'x' }).warnings).toEqual([
    'CLIENTELA_PROT is no setting and has no effect. Did you mean CLIENTELA_PORT?',
  ])
})

test('a .env file fills in what the environment does not say', () => {
  const directory = mkdtempSync(join(tmpdir(), 'clientela-config-'))
  const file = join(directory, '.env')
  try {
    writeFileSync(file, '# note\nCLIENTELA_PORT=5000\nCLIENTELA_HOST="::1"\n')
    const env = withEnvFile({ CLIENTELA_PORT: '6000' }, file)
    expect(env).toEqual({ CLIENTELA_PORT: '6000', CLIENTELA_HOST: '::1' })
    expect(withEnvFile({ A: '1' }, join(directory, 'none'))).toEqual({ A: '1' })
  } finally {
    rmSync(directory, { recursive: true })
  }
})

test('the committed .env.example is what the settings make', () => {
  const committed = readFileSync(new URL('../.env.example', import.meta.url), 'utf8')
  expect(committed, 'run: npx tsx scripts/writeEnvExample.ts').toBe(envExample())
})

test('every default passes its own check, and .env.example with all lines taken in changes nothing', () => {
  const lines = envExample()
    .split('\n')
    .filter((line) => line.startsWith('#CLIENTELA_'))
  expect(lines).toHaveLength(Object.keys(settings).length)
  const env = Object.fromEntries(lines.map((line) => line.slice(1).split(/=(.*)/s)))
  expect(loaded(env as Record<string, string>).config).toEqual(loaded({}).config)
})
