import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Json } from '../../api/parts.ts'
import { routes } from '../../api/routes.ts'
import { ask } from '../client/ask.ts'
import { makeNew } from './targets.ts'
import type { ImportColumn, RowRun } from './run.ts'

type Options = Readonly<Record<string, Json>>

/** Says more of how a file is to be understood, and starts it; the answer says how it is understood then. */
export function useSaying(id: number) {
  const kept = useQueryClient()
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>()
  const doing = (work: () => Promise<unknown>): void => {
    setBusy(true)
    setError(undefined)
    const reread = async (): Promise<void> => {
      await kept.invalidateQueries({
        predicate: ({ queryKey: [path] }) =>
          typeof path === 'string' && /^\/api\/(?:imports|fields)/.test(path),
      })
    }
    work()
      .then(reread)
      .catch(setError)
      .finally(() => setBusy(false))
  }
  const params = { id }
  const say = async (options: Options): Promise<unknown> =>
    await ask(routes.imports.change, { params, body: { options } })
  return {
    busy,
    error,
    doing,
    say,
    change: (options: Options) => doing(async () => await say(options)),
    /** Has the file understood as a template says. */
    follow: (template: string) =>
      doing(
        async () => await ask(routes.imports.change, { params, body: { template, options: {} } }),
      ),
    start: () => doing(async () => await ask(routes.imports.start, { params })),
  }
}

export type Saying = Pick<ReturnType<typeof useSaying>, 'busy' | 'change' | 'follow'>

/** The same of a file of which each column is mapped. */
export function useMapping(run: RowRun) {
  const saying = useSaying(run.id)
  const { doing, say } = saying
  const { map = {}, columns = {} } = run.options
  return {
    ...saying,
    /** What becomes of a column; the field for it is made first where that is what was chosen. */
    mapTo: (column: ImportColumn, to: string) =>
      doing(async () => {
        const { make } = column
        if (to === makeNew && make !== null) {
          const { name, label } = make
          const type = make.type as 'text'
          const of = run.kind === 'products' ? ('product' as const) : ('customer' as const)
          await ask(routes.fields.create, { body: { of, name, label, type } })
        }
        await say({ map: { ...map, [column.name]: to === makeNew ? (make?.name ?? to) : to } })
      }),
    styleOf: (column: ImportColumn, style: Readonly<Record<string, string>>) =>
      doing(
        async () =>
          await say({
            columns: { ...columns, [column.name]: { ...columns[column.name], ...style } } as Json,
          }),
      ),
    check: () => doing(async () => await ask(routes.imports.check, { params: { id: run.id } })),
  }
}

export type Mapping = ReturnType<typeof useMapping>
