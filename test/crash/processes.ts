import { execFileSync, spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { startOf } from '../../src/store/engine/leftover.ts'

const root = join(import.meta.dirname, '..', '..')

/** How a command ended, and what it said. */
export type Exit = {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly out: string
  readonly err: string
  /** Milliseconds from its start. */
  readonly tookMs: number
}

/** A `bin/clientela` that runs, leader of a process group of its own. */
export type Running = {
  readonly pid: number
  readonly exited: Promise<Exit>
  over(): boolean
}

/** Starts `bin/clientela` as somebody in a shell would. `fault`: as CLIENTELA_FAULT takes it. */
export function launch(args: readonly string[], fault = ''): Running {
  const started = performance.now()
  const child = spawn(process.execPath, [join(root, 'bin', 'clientela'), ...args], {
    detached: true,
    env: {
      ...process.env,
      NODE_OPTIONS: '',
      NO_COLOR: '1',
      CLIENTELA_LOG_LEVEL: 'error',
      CLIENTELA_FAULT: fault,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const { pid } = child
  if (pid === undefined) throw new Error('the program cannot be started')
  const said = { out: '', err: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said.out += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said.err += text))
  let over = false
  const exited = new Promise<Exit>((resolve) => {
    // Not `close`: an engine that outlived its parent would hold the pipes open.
    child.once('exit', (code, signal) => {
      over = true
      const tookMs = performance.now() - started
      setTimeout(() => resolve({ code, signal, ...said, tookMs }), 20)
    })
  })
  return { pid, exited, over: () => over }
}

/** The whole process tree at once, the main process alone, or the engine's alone. */
export const targets = ['tree', 'main', 'engine'] as const
export type Target = (typeof targets)[number]

/** False when there was nothing to kill any more, or the engine not yet there. */
export function kill(target: Target, main: number, dataDirectory: string): boolean {
  const pid = target === 'engine' ? engineOf(dataDirectory) : target === 'tree' ? -main : main
  return pid !== undefined && send(pid, 'SIGKILL')
}

export function send(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal)
  } catch {
    return false
  }
}

/** The engine's process, as it is noted in the data directory, if it lives. */
export function engineOf(dataDirectory: string): number | undefined {
  const text = contents(join(dataDirectory, 'engine', 'engine.pid'))
  if (text === undefined || text === '') return undefined
  const { pid, started } = JSON.parse(text) as { pid: number; started: string }
  return startOf(pid) === started ? pid : undefined
}

/** Where the process that holds the directory listens; undefined while it starts. */
export function addressOf(dataDirectory: string): string | undefined {
  const text = contents(join(dataDirectory, 'server.json'))
  if (text === undefined) return undefined
  const { pid, address } = JSON.parse(text) as { pid: number; address?: string }
  // What a process that was killed has left does not count.
  return startOf(pid) === undefined ? undefined : address
}

/**
 * How long it takes until nothing of a process group is left; `limitMs` and more: it was still there,
 * and has been ended by us.
 */
export async function groupGone(group: number, limitMs: number): Promise<number> {
  const started = performance.now()
  for (;;) {
    if (!processes().some((each) => each.group === group && each.state !== 'Z')) {
      return performance.now() - started
    }
    if (performance.now() - started > limitMs) {
      send(-group, 'SIGKILL')
      return performance.now() - started
    }
    await sleep(20)
  }
}

/** `T` when it is stopped. */
export function stateOfProcess(pid: number): string | undefined {
  if (process.platform === 'linux') return statOf(String(pid))?.state
  return processes().find((each) => each.pid === pid)?.state
}

type Process = { readonly pid: number; readonly group: number; readonly state: string }

function processes(): Process[] {
  if (process.platform === 'linux') {
    return readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? (statOf(name) ?? []) : []))
  }
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,pgid=,stat='], { encoding: 'utf8' })
  return lines.split('\n').map((line) => {
    const [pid, group, state = ''] = line.trim().split(/\s+/)
    return { pid: Number(pid), group: Number(group), state: state.slice(0, 1) }
  })
}

function statOf(pid: string): Process | undefined {
  const stat = contents(`/proc/${pid}/stat`)
  if (stat === undefined) return undefined
  // The second column is a name in brackets, which may hold anything.
  const [state = '', , group] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return { pid: Number(pid), group: Number(group), state }
}

function contents(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
