import { constants } from 'node:fs'
import { access, readFile, stat, statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import { readHolder } from '../store/directory.ts'

/** One thing that `doctor` looked at. */
export type Finding = {
  readonly what: string
  readonly state: 'good' | 'warning' | 'bad'
  readonly says: string
  readonly fix?: string
}

/** Below this the engine may be unable to merge or even to delete. */
const leastFreeBytes = 1024 ** 3

/** The machine and the data directory, without starting anything. */
export async function examineMachine(directory: string): Promise<Finding[]> {
  return [
    node(),
    await platform(),
    clock(),
    await rights(directory),
    await space(directory),
    await holder(directory),
  ]
}

function node(): Finding {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  const says = `Node ${process.versions.node}`
  if (major > 20 || (major === 20 && minor >= 19)) return { what: 'Node', state: 'good', says }
  return { what: 'Node', state: 'bad', says, fix: 'Install Node 20.19 or newer.' }
}

/** The engine inside is built for Linux with glibc and for macOS only. */
async function platform(): Promise<Finding> {
  const what = 'Platform'
  const says = `${process.platform} ${process.arch}`
  if (process.platform === 'darwin') return { what, state: 'good', says }
  const fix = 'Use Linux with glibc or macOS, or a ClickHouse server by CLIENTELA_CLICKHOUSE_URL.'
  if (process.platform !== 'linux') return { what, state: 'bad', says, fix }
  const musl = await readFile('/etc/alpine-release', 'utf8').catch(() => undefined)
  const { header } = process.report.getReport() as { header: { glibcVersionRuntime?: string } }
  const glibc = header.glibcVersionRuntime
  if (glibc === undefined || musl !== undefined) {
    return { what, state: 'bad', says: `${says} without glibc`, fix }
  }
  return { what, state: 'good', says: `${says}, glibc ${glibc}` }
}

/** A clock before the program was written is no clock: membership would be as of then. */
function clock(): Finding {
  const now = new Date()
  const says = now.toISOString()
  const wrong = now.getUTCFullYear() < 2026
  return wrong
    ? { what: 'Clock', state: 'bad', says, fix: "Set this machine's clock." }
    : { what: 'Clock', state: 'good', says }
}

async function rights(directory: string): Promise<Finding> {
  const what = 'Data directory'
  const there = await stat(directory).catch(() => undefined)
  if (there === undefined) {
    const writable = await isWritable(dirname(directory))
    return writable
      ? { what, state: 'good', says: `${directory} will be made` }
      : {
          what,
          state: 'bad',
          says: `${directory} cannot be made`,
          fix: 'Name a directory in which this user may write, by --data.',
        }
  }
  if (!there.isDirectory() || !(await isWritable(directory))) {
    return {
      what,
      state: 'bad',
      says: `${directory} cannot be written`,
      fix: 'Give it to the user who runs this, or name another by --data.',
    }
  }
  const open = (there.mode & 0o077) !== 0
  return open
    ? {
        what,
        state: 'warning',
        says: `${directory} can be read by others on this machine`,
        fix: `chmod 700 ${directory}`,
      }
    : { what, state: 'good', says: directory }
}

async function space(directory: string): Promise<Finding> {
  const what = 'Free disk'
  const there = await firstThere(directory)
  const { bavail, bsize } = await statfs(there)
  const free = bavail * bsize
  const says = `${(free / 1024 ** 3).toFixed(1)} GB`
  return free < leastFreeBytes
    ? { what, state: 'bad', says, fix: 'Make room: at least 1 GB is needed to run.' }
    : { what, state: 'good', says }
}

async function holder(directory: string): Promise<Finding> {
  const what = 'Held by'
  const held = await readHolder(directory)
  if (held === undefined) return { what, state: 'good', says: 'nobody' }
  const { pid, address } = held
  const at = address === undefined ? ', which is starting' : ` at ${address}`
  return { what, state: 'good', says: `process ${pid}${at}` }
}

async function isWritable(path: string): Promise<boolean> {
  return await access(path, constants.R_OK | constants.W_OK | constants.X_OK).then(
    () => true,
    () => false,
  )
}

async function firstThere(path: string): Promise<string> {
  const there = await stat(path).catch(() => undefined)
  return there !== undefined || dirname(path) === path ? path : await firstThere(dirname(path))
}
