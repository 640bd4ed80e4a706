import { execFileSync } from 'node:child_process'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'

/** Who holds a directory: the process and when it started, so that no later process with its number is taken for it. */
type Holder = { readonly pid: number; readonly started: string }

/** Writes down that this process is the engine of the directory. */
export function noteEngine(directory: string, pid: number): void {
  const started = startOf(pid)
  if (started === undefined) return
  const holder: Holder = { pid, started }
  writeFileSync(noteOf(directory), JSON.stringify(holder))
}

export function forgetEngine(directory: string): void {
  rmSync(noteOf(directory), { force: true })
}

/** Kills the engine that an earlier start left on the directory, if one is there. Throws when it does not go. */
export async function clearLeftover(directory: string): Promise<void> {
  const holder = readNote(directory)
  if (holder === undefined) return
  for (let i = 0; startOf(holder.pid) === holder.started; i++) {
    if (i === 100) throw new Error(`process ${holder.pid} holds ${directory} and does not end`)
    if (i % 20 === 0) tryKill(holder.pid)
    await setTimeout(50)
  }
  forgetEngine(directory)
}

/** When a process was started, in the system's own words; undefined when there is none, or it is only a corpse. */
export function startOf(pid: number): string | undefined {
  try {
    if (process.platform !== 'linux') {
      const said = execFileSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], {
        encoding: 'utf8',
      }).trim()
      return said === '' || said.startsWith('Z') ? undefined : said.replace(/^\S+\s+/, '')
    }
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The second column is a name in brackets, which may hold anything.
    const columns = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return columns[0] === 'Z' ? undefined : columns[19]
  } catch {
    return undefined
  }
}

function tryKill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // Gone in between.
  }
}

function readNote(directory: string): Holder | undefined {
  try {
    const read = JSON.parse(readFileSync(noteOf(directory), 'utf8')) as Partial<Holder>
    if (typeof read.pid !== 'number' || typeof read.started !== 'string') return undefined
    return { pid: read.pid, started: read.started }
  } catch {
    return undefined
  }
}

function noteOf(directory: string): string {
  return join(directory, 'engine.pid')
}
