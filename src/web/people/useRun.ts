import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Given } from '../../api/route.ts'
import { routes } from '../../api/routes.ts'
import { ask } from '../client/ask.ts'
import { failureOf } from '../client/failureOf.ts'
import { says } from '../client/says.ts'
import { failure } from '../../domain/failure.ts'
import { useText, type Say } from '../text.tsx'

type Body = Given<typeof routes.customers.edit>['body']

const everyMs = 400
const over = ['done', 'failed', 'cancelled', 'tried']

/** Begins a change of many customers, waits for its end and says it, with the way to undo it. */
export function useRun() {
  const { t } = useText()
  const kept = useQueryClient()
  const end = async (id: number): Promise<Counts> => {
    for (;;) {
      const run = await ask(routes.imports.read, { params: { id } })
      if (over.includes(run.state)) {
        await kept.invalidateQueries({
          predicate: ({ queryKey: [path] }) =>
            typeof path === 'string' &&
            /^\/api\/(?:customers|imports|lists|segments|forms)/.test(path),
        })
        if (run.state === 'failed') says.failed(failure('unavailable', run.problem ?? run.state))
        return (run.kind === 'bulk' ? run.result : null) ?? { rows: 0, changed: 0 }
      }
      await new Promise((resolve) => setTimeout(resolve, everyMs))
    }
  }
  const undo = async (id: number): Promise<void> => {
    const begun = await ask(routes.imports.undo, { params: { id } })
    await end(begun.undo)
    says.done(t('save.undone'))
  }
  return async (body: Body): Promise<void> => {
    const { id } = await ask(routes.customers.edit, { body })
    const counts = await end(id)
    const run = (): void => {
      undo(id).catch((error: unknown) => says.failed(failureOf(error)))
    }
    says.done(saidOf(body, counts, t), { label: t('save.undo'), run })
  }
}

/** The same begun by a dialog, which stays while it is on its way and where it could not be done. */
export function useDialogRun(onClose: () => void) {
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>()
  const run = useRun()
  const begin = (prepared: Body | Promise<Body>): void => {
    setBusy(true)
    Promise.resolve(prepared)
      .then(run)
      .then(onClose, (reason: unknown) => {
        setError(reason)
        setBusy(false)
      })
  }
  return { busy, error, begin }
}

/** For how many customers it was, and how many of them have another value since. */
type Counts = { readonly rows: number; readonly changed: number }

/** What was done, in a sentence: who comes onto a list or off it has no other value. */
function saidOf({ addTo = [], removeFrom = [] }: Body, { rows, changed }: Counts, t: Say): string {
  if (addTo.length > 0) return t('bulk.put', { count: rows })
  if (removeFrom.length > 0) return t('bulk.taken', { count: rows })
  return t('bulk.done', { count: changed })
}
