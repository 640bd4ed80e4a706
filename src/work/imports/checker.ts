import {
  changeImport,
  importById,
  importsInState,
  type Import,
} from '../../store/operational/imports.ts'
import { problemOf } from '../runImport.ts'
import { forgetOneTried } from './forgetRows.ts'
import type { ImportMeans } from './means.ts'
import { tryRows } from './rows.ts'

/** Tries imports, one after the other, beside what arrives meanwhile. */
export type Checker = {
  /** There is one to be tried. */
  wake(): void
  /** Ends the trial under way; the next start begins it again. */
  stop(): Promise<void>
}

/** Begins with what a stop or a kill has left. */
export function startChecker(means: ImportMeans): Checker {
  const stopping = new AbortController()
  const signal = AbortSignal.any([means.signal, stopping.signal])
  let running: Promise<void> | undefined
  let woken = false
  const run = async (): Promise<void> => {
    while (woken && !signal.aborted) {
      woken = false
      await tryAll({ ...means, signal }).catch((error: unknown) => {
        if (!signal.aborted) means.log.error({ err: error }, 'imports could not be tried')
      })
    }
    running = undefined
  }
  const wake = (): void => {
    woken = true
    running ??= run()
  }
  wake()
  return {
    wake,
    async stop() {
      stopping.abort()
      await running
    },
  }
}

async function tryAll(means: ImportMeans): Promise<void> {
  for (const row of await importsInState(means.operational.db, 'checking')) {
    if (!means.signal.aborted) await tryOne(means, row)
  }
}

async function tryOne(means: ImportMeans, row: Import): Promise<void> {
  const { db } = means.operational
  const cancel = new AbortController()
  const watching = setInterval(() => {
    importById(db, row.id).then(
      (now) => now?.state !== 'checking' && cancel.abort(),
      () => {},
    )
  }, 500)
  try {
    const tried = await tryRows(means, row, AbortSignal.any([means.signal, cancel.signal]))
    const progress = { done: tried.result.rows, total: tried.result.rows, step: 'checked' }
    const change = { state: 'ready', ...tried, progress } as const
    const after = await changeImport(db, row.id, change, ['checking'])
    // Somebody was deleted meanwhile, who was there when it began.
    if (after?.forgotten !== undefined) {
      await forgetOneTried({ ...means, db }, row.id, after.forgotten)
    }
  } catch (error) {
    if (means.signal.aborted || cancel.signal.aborted) return
    means.log.warn({ err: error, import: row.id }, 'an import could not be tried')
    await changeImport(db, row.id, { state: 'ready', problem: problemOf(error) }, ['checking'])
  } finally {
    clearInterval(watching)
  }
}
