import { useQueryClient } from '@tanstack/react-query'
import { useRef } from 'react'
import type { Json } from '../../api/parts.ts'
import { routes } from '../../api/routes.ts'
import { ask } from '../client/ask.ts'
import { failureOf } from '../client/failureOf.ts'
import { says } from '../client/says.ts'
import { useText } from '../text.tsx'
import type { Customer } from './useCustomers.ts'

/** A value that was changed, so that it can be set back. */
type Changed = { readonly id: string; readonly field: string; readonly before: unknown }

export type Save = (who: Pick<Customer, 'id' | 'fields'>, field: Named, value: unknown) => void
type Named = { readonly name: string; readonly label: string }

/**
 * Saves one value of a customer as it is changed, and keeps what it was: undone by the notice that says
 * so, or by `undo`. What the server refuses is set back and said: beside the field, where `onAnswer` shows it.
 */
export function useSave(
  show: (id: string, fields: Customer['fields']) => void,
  onAnswer?: (field: string, wrong: string | undefined) => void,
): {
  save: Save
  undo: () => void
} {
  const { t } = useText()
  const kept = useQueryClient()
  const past = useRef<Changed[]>([])
  const tell = async (id: string, field: string, value: unknown): Promise<void> => {
    const given = { params: { id }, body: { fields: { [field]: value as Json } } }
    const answer = await ask(routes.customers.change, given)
    if ('fields' in answer) show(id, answer.fields)
    await kept.invalidateQueries({
      predicate: ({ queryKey: [path, part] }) =>
        typeof path === 'string' && part !== 'grid' && /^\/api\/(?:customers|forms)/.test(path),
    })
  }
  const setBack = ({ id, field, before }: Changed): void => {
    past.current = past.current.filter((each) => each.id !== id || each.field !== field)
    tell(id, field, before ?? null).then(
      () => says.done(t('save.undone')),
      (error: unknown) => says.failed(failureOf(error)),
    )
  }
  const save: Save = ({ id, fields }, field, value) => {
    const changed = { id, field: field.name, before: fields[field.name] }
    show(id, { ...fields, [field.name]: value as Json })
    tell(id, field.name, value).then(
      () => {
        onAnswer?.(field.name, undefined)
        past.current.push(changed)
        const way = { label: t('save.undo'), run: () => setBack(changed) }
        says.done(t('save.saved', { field: field.label }), way)
      },
      (error: unknown) => {
        show(id, fields)
        const refused = failureOf(error)
        if (onAnswer === undefined || refused.code !== 'invalid') says.failed(refused)
        else onAnswer(field.name, [refused.message, refused.fix].filter(Boolean).join('. '))
      },
    )
  }
  const undo = (): void => {
    const latest = past.current.pop()
    if (latest !== undefined) setBack(latest)
  }
  return { save, undo }
}
