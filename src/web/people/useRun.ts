import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Given } from '../../api/route.ts'
import { routes } from '../../api/routes.ts'
import { ask } from '../client/ask.ts'
import { failureOf } from '../client/failureOf.ts'
import { says } from '../client/says.ts'
import { failure } from '../../domain/failure.ts'
import { useText } from '../text.tsx'

type Body = Given<typeof routes.customers.edit>['body']

const everyMs = 400
const over = ['done', 'failed', 'cancelled', 'tried']

/** Begins a change of many customers, waits for its end and says it, with the way to undo it. */
function useRun() {
  const { t } = useText()
  const kept = useQueryClient()
  const end = async (id: number): Promise<number> => {
    for (;;) {
      const run = await ask(routes.imports.read, { params: { id } })
      if (over.includes(run.state)) {
        await kept.invalidateQueries({
          predicate: ({ queryKey: [path] }) =>
            typeof path === 'string' &&
            /^\/api\/(?:customers|imports|lists|segments|forms)/.test(path),
        })
        if (run.state === 'failed') says.failed(failure('unavailable', run.problem ?? run.state))
        return run.kind === 'bulk' ? (run.result?.changed ?? 0) : 0
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
    const count = await end(id)
    const run = (): void => {
      undo(id).catch((error: unknown) => says.failed(failureOf(error)))
    }
    says.done(t('bulk.done', { count }), { label: t('save.undo'), run })
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
