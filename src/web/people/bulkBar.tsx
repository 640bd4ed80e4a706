import { ListMinus, ListPlus, PencilLine, X } from 'lucide-react'
import { useState } from 'react'
import { failureOf } from '../client/failureOf.ts'
import { says } from '../client/says.ts'
import { useText } from '../text.tsx'
import { Bar } from '../ui/bar.tsx'
import { Button, IconButton } from '../ui/button.tsx'
import { BulkEdit } from './bulkEdit.tsx'
import { BulkList } from './bulkList.tsx'
import type { Look } from './useLook.ts'
import { useRun } from './useRun.ts'

/** For whom a change is: some by their ids, or whoever meets a condition. */
export type Target = { readonly customers: string[] } | { readonly text: string }

/** What can be done with the customers that are chosen, or with all whom the filter leaves. */
export function BulkBar({
  look,
  total,
  selected,
  list,
  onSelect,
}: {
  look: Look
  total: number | undefined
  selected: ReadonlySet<string>
  /** The list off which they can be taken. */
  list: number | undefined
  onSelect: (selected: ReadonlySet<string>) => void
}) {
  const { t } = useText()
  const [everybody, setEverybody] = useState(false)
  const [doing, setDoing] = useState<'edit' | 'list'>()
  const all = everybody && total !== undefined
  const count = all ? total : selected.size
  const target: Target = all
    ? { text: look.filter === '' ? 'everyone' : look.filter }
    : { customers: [...selected] }
  const clear = (): void => {
    setEverybody(false)
    onSelect(new Set())
  }
  return (
    <Bar label={t('bulk.title')}>
      <strong aria-live="polite">{t('bulk.chosen', { count })}</strong>
      {!all && total !== undefined && total > selected.size && (
        <Button look="quiet" onClick={() => setEverybody(true)}>
          {t('bulk.all', { count: total })}
        </Button>
      )}
      <Button icon={PencilLine} onClick={() => setDoing('edit')}>
        {t('bulk.edit')}
      </Button>
      <Button icon={ListPlus} onClick={() => setDoing('list')}>
        {t('bulk.addToList')}
      </Button>
      {list !== undefined && <TakeOff list={list} target={target} onDone={clear} />}
      <IconButton label={t('bulk.clear')} icon={X} onClick={clear} />
      {doing === 'edit' && (
        <BulkEdit target={target} count={count} onClose={() => setDoing(undefined)} />
      )}
      {doing === 'list' && (
        <BulkList target={target} count={count} onClose={() => setDoing(undefined)} />
      )}
    </Bar>
  )
}

/** Takes them off a list, which is undone from the notice. */
function TakeOff({ list, target, onDone }: { list: number; target: Target; onDone: () => void }) {
  const { t } = useText()
  const run = useRun()
  const [busy, setBusy] = useState(false)
  const take = (): void => {
    setBusy(true)
    run({ ...target, removeFrom: [list] })
      .then(onDone, (error: unknown) => says.failed(failureOf(error)))
      .finally(() => setBusy(false))
  }
  return (
    <Button icon={ListMinus} busy={busy} onClick={take}>
      {t('bulk.takeOff')}
    </Button>
  )
}
