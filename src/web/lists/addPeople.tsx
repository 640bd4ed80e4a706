import { useState } from 'react'
import { useText } from '../text.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Select } from '../ui/fields.tsx'
import { Stack } from '../ui/page.tsx'
import { AddByCondition } from './addByCondition.tsx'
import { AddByPaste } from './addByPaste.tsx'
import { AddBySearch } from './addBySearch.tsx'
import type { List } from './list.ts'

const ways = ['search', 'paste', 'condition'] as const

/** Puts people on a list: found by a search, pasted, or whoever meets a condition now. */
export function AddPeople({ list, onClose }: { list: List; onClose: () => void }) {
  const { t } = useText()
  const [way, setWay] = useState<(typeof ways)[number]>('search')
  return (
    <Dialog open wide onClose={onClose} title={t('lists.addTo', { name: list.name })}>
      <Stack>
        <Select
          label={t('lists.way')}
          value={way}
          options={ways.map((value) => ({ value, label: t(`lists.way_${value}`) }))}
          onChange={setWay}
        />
        {way === 'search' && <AddBySearch list={list} />}
        {way === 'paste' && <AddByPaste list={list} onClose={onClose} />}
        {way === 'condition' && <AddByCondition list={list} onClose={onClose} />}
      </Stack>
    </Dialog>
  )
}
