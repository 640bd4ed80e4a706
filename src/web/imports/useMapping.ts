import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Json } from '../../api/parts.ts'
import { routes } from '../../api/routes.ts'
import { ask } from '../client/ask.ts'
import { makeNew } from './targets.ts'
import type { ImportColumn, RowRun } from './run.ts'

type Options = Readonly<Record<string, Json>>

/** Says more of how a file is to be understood; the answer says how it is understood then. */
export function useMapping(run: RowRun) {
  const kept = useQueryClient()
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>()
  const doing = (work: () => Promise<void>): void => {
    setBusy(true)
    setError(undefined)
    work()
      .catch(setError)
      .finally(() => setBusy(false))
  }
  const reread = async (): Promise<void> => {
    await kept.invalidateQueries({
      predicate: ({ queryKey: [path] }) =>
        typeof path === 'string' && /^\/api\/(?:imports|fields)/.test(path),
    })
  }
  const params = { id: run.id }
  const say = async (options: Options): Promise<void> => {
    await ask(routes.imports.change, { params, body: { options } })
    await reread()
  }
  const { map = {}, columns = {} } = run.options
  return {
    busy,
    error,
    change: (options: Options) => doing(async () => await say(options)),
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
    /** Has the file understood as a template says. */
    follow: (template: string) =>
      doing(async () => {
        await ask(routes.imports.change, { params, body: { template, options: {} } })
        await reread()
      }),
    check: () =>
      doing(async () => {
        await ask(routes.imports.check, { params })
        await reread()
      }),
    start: () =>
      doing(async () => {
        await ask(routes.imports.start, { params })
        await reread()
      }),
  }
}

export type Mapping = ReturnType<typeof useMapping>
