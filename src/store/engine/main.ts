import type { AddressInfo } from 'node:net'
import type { Session } from 'chdb'
import { entryUrl, startWorker } from '../thread.ts'
import { openLanes } from './lanes.ts'
import { clearScratch } from './scratch.ts'
import { createFront } from './server.ts'

/**
 * The child process: chDB behind ClickHouse's HTTP protocol on loopback. It ends with its parent,
 * whatever either is doing: a thread of its own watches for that (`watch.ts`).
 */
export type Begin = {
  readonly directory: string
  readonly secret: string
  /** 0 for any. */
  readonly port: number
  readonly memoryBytes: number
  readonly lanes: number
}

export type Report =
  | { readonly kind: 'ready'; readonly port: number }
  | { readonly kind: 'failed'; readonly message: string }

/** How long a statement may go on after its client has hung up, or after the engine was told to stop. */
const mercyMs = 5_000
const stopMs = 600

/**
 * A table's thread that finds nothing to do in the background rests, by the engine's defaults up to a
 * second more at each time; a DELETE that comes then, and waits to be done, waits with it. Rests
 * still grow by a tenth each, up to ten minutes: an idle engine takes no more of the processor by this.
 */
const pool = '--background_processing_pool'
const promptly = [
  `${pool}_thread_sleep_seconds_if_nothing_to_do=0.01`,
  `${pool}_task_sleep_seconds_when_no_work_random_part=0.02`,
]

// By its own word, since it may have died before this; and before chDB, which takes its time to be loaded.
const parent = Number(process.argv[2])
startWorker(entryUrl('./watch.ts', import.meta.url), { workerData: { parent } })
process.once('disconnect', () => die())
process.once('message', (begin: Begin) => void run(begin))

/** What was acknowledged is on disk, so nothing is lost; and chDB's own way out of a process cannot be relied on. */
function die(): void {
  process.kill(process.pid, 'SIGKILL')
}

function report(what: Report): void {
  process.send?.(what)
}

async function run(begin: Begin): Promise<void> {
  try {
    clearScratch(begin.directory)
    const { Session } = await import('chdb')
    const control = new Session(begin.directory, {
      connectionArgs: [`--max_server_memory_usage=${begin.memoryBytes}`, ...promptly],
    })
    const lanes = openLanes(begin.directory, begin.lanes, (error) => {
      process.stderr.write(`${error.message}\n`)
      die()
    })
    const kill = (mark: string, left: Promise<void>): Promise<void> => end(control, mark, left)
    const server = createFront({ lanes, secret: begin.secret, kill })
    server.on('error', (error) => report({ kind: 'failed', message: error.message }))
    server.listen(begin.port, '127.0.0.1', () => {
      report({ kind: 'ready', port: (server.address() as AddressInfo).port })
    })
    const stop = (): void => {
      server.close()
      server.closeIdleConnections()
      void finish(control, () => lanes.stop())
    }
    process.once('SIGTERM', stop)
    process.on('message', stop)
  } catch (error) {
    report({ kind: 'failed', message: error instanceof Error ? error.message : String(error) })
  }
}

/**
 * Ends what runs under a mark. It is asked again until the lane is free, since a statement is not in
 * the list of processes while it is being prepared; if the lane is not free then, the process ends.
 */
async function end(control: Session, mark: string, left: Promise<void>): Promise<void> {
  let free = false
  const late = setTimeout(die, mercyMs)
  void left.then(() => {
    free = true
    clearTimeout(late)
  })
  for (let wait = 0; !free; wait = Math.min(wait + 20, 200)) {
    await control.queryAsync(killing(`Settings['log_comment'] = '${mark}'`)).catch(() => undefined)
    await new Promise((resolve) => setTimeout(resolve, wait))
  }
}

function killing(which: string): string {
  return `KILL QUERY WHERE ${which} ASYNC`
}

/** Lets what runs come to its end for a while, then ends it, then the process. */
async function finish(control: Session, stopLanes: () => Promise<void>): Promise<void> {
  const late = setTimeout(() => {
    void control.queryAsync(killing(`Settings['log_comment'] != ''`)).catch(() => undefined)
  }, stopMs)
  setTimeout(die, 2 * stopMs)
  await stopLanes()
  clearTimeout(late)
  die()
}
