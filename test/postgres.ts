import { execFile, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { readFile, rename, writeFile } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import { inject } from 'vitest'
import type { TestProject } from 'vitest/node'

/**
 * A PostgreSQL for tests: the one that CLIENTELA_TEST_POSTGRES names (its user must be allowed to create
 * databases), else a private cluster made of the machine's programs by the first test that asks, once a
 * run, without fsync, on a random port of loopback; it goes when the run ends.
 */
declare module 'vitest' {
  export interface ProvidedContext {
    clusterDirectory: string
  }
}

const run = promisify(execFile)

/** Called by vitest before the first test file; what it returns, after the last. */
export function setup(project: TestProject): () => void {
  const directory = mkdtempSync(join(tmpdir(), 'clientela-postgres-'))
  project.provide('clusterDirectory', directory)
  return () => {
    const bin = programs()
    if (bin !== undefined && existsSync(join(directory, 'data', 'postmaster.pid'))) {
      const args = ['-D', join(directory, 'data'), '-m', 'immediate', 'stop']
      spawnSync(join(bin, 'pg_ctl'), args, { ...owner(), stdio: 'ignore' })
    }
    rmSync(directory, { recursive: true, force: true })
  }
}

/** Why tests on PostgreSQL cannot run here; undefined when they can. */
export function withoutPostgres(): string | undefined {
  if (process.env['CLIENTELA_TEST_POSTGRES'] !== undefined) return undefined
  if (programs() === undefined) return 'no PostgreSQL on this machine'
  if (process.getuid?.() === 0 && owner() === undefined) return 'root, and no user postgres'
  return undefined
}

/** The URL of a new, empty database. */
export async function newDatabase(): Promise<string> {
  const server = process.env['CLIENTELA_TEST_POSTGRES'] ?? (await cluster())
  const name = `clientela_test_${randomBytes(6).toString('hex')}`
  await ask(server, `CREATE DATABASE ${name}`)
  return Object.assign(new URL(server), { pathname: `/${name}` }).href
}

/** Removes what {@link newDatabase} made, whoever is still connected. */
export async function dropDatabase(url: string): Promise<void> {
  const server = Object.assign(new URL(url), { pathname: '/postgres' }).href
  await ask(server, `DROP DATABASE ${new URL(url).pathname.slice(1)} WITH (FORCE)`)
}

/** One statement as the server's owner. */
export async function ask(url: string, text: string): Promise<readonly object[]> {
  const client = new pg.Client(url)
  await client.connect()
  try {
    return (await client.query<object>(text)).rows
  } finally {
    await client.end()
  }
}

/** Of several test files that ask at once, the one that makes the directory starts it; the others wait. */
async function cluster(): Promise<string> {
  const directory = inject('clusterDirectory')
  const address = join(directory, 'url')
  try {
    mkdirSync(join(directory, 'starting'))
  } catch {
    while (!existsSync(address)) await new Promise((resolve) => setTimeout(resolve, 50))
    return await readFile(address, 'utf8')
  }
  const url = await start(directory)
  await writeFile(`${address}.new`, url)
  await rename(`${address}.new`, address)
  return url
}

async function start(directory: string): Promise<string> {
  const bin = programs() ?? ''
  const as = owner()
  if (as !== undefined) chownSync(directory, as.uid, as.gid)
  const data = join(directory, 'data')
  const init = ['-D', data, '-U', 'clientela', '-A', 'trust', '-E', 'UTF8', '--no-sync']
  await run(join(bin, 'initdb'), [...init, '--locale=C'], { ...as, cwd: directory })
  const port = await freePort()
  const settings = `-p ${port} -h 127.0.0.1 -k ${directory} -c fsync=off -c max_connections=200`
  const log = join(directory, 'log')
  await run(join(bin, 'pg_ctl'), ['-D', data, '-w', '-l', log, '-o', settings, 'start'], {
    ...as,
    cwd: directory,
  })
  return `postgres://clientela@127.0.0.1:${port}/postgres`
}

function programs(): string | undefined {
  const root = '/usr/lib/postgresql'
  const versions = existsSync(root) ? readdirSync(root).map(Number) : []
  return versions
    .toSorted((a, b) => b - a)
    .map((version) => join(root, String(version), 'bin'))
    .find((bin) => existsSync(join(bin, 'initdb')))
}

/** PostgreSQL refuses to be run by root: then it is run by the user that its package made. */
function owner(): { readonly uid: number; readonly gid: number } | undefined {
  if (userInfo().uid !== 0) return undefined
  const asked = (which: string): number =>
    Number(spawnSync('id', [which, 'postgres'], { encoding: 'utf8' }).stdout || Number.NaN)
  const [uid, gid] = [asked('-u'), asked('-g')]
  return Number.isInteger(uid) && Number.isInteger(gid) ? { uid, gid } : undefined
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
