import { Autocomplete } from '@base-ui/react/autocomplete'
import { Dialog } from '@base-ui/react/dialog'
import { useState } from 'react'
import { useText } from '../text.tsx'
import { Tag } from '../ui/reading.tsx'
import { useFindings, type Finding } from './findings.ts'

/** Leads to any page, segment or action by a few letters. */
export function Palette({ onClose }: { onClose: () => void }) {
  const { t } = useText()
  return (
    <Dialog.Root open onOpenChange={(next) => next || onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="veil" />
        <Dialog.Popup className="dialog" aria-label={t('shell.find')}>
          <Finder onDone={onClose} />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

function Finder({ onDone }: { onDone: () => void }) {
  const { t } = useText()
  const [text, setText] = useState('')
  const found = useFindings(text)
  const go = (finding: Finding): void => {
    onDone()
    finding.run()
  }
  return (
    <Autocomplete.Root
      open
      inline
      mode="none"
      items={found}
      autoHighlight="always"
      value={text}
      onValueChange={setText}
      itemToStringValue={(finding: Finding) => finding.label}
    >
      <Autocomplete.Input
        className="palette-input"
        aria-label={t('shell.find')}
        placeholder={t('shell.findWhat')}
      />
      <Autocomplete.Empty>
        <div className="palette-item">{t('shell.nothingFound')}</div>
      </Autocomplete.Empty>
      <Autocomplete.List className="palette-list">
        {(finding: Finding) => (
          <Autocomplete.Item
            key={finding.id}
            value={finding}
            className="palette-item"
            onClick={() => go(finding)}
          >
            <finding.icon aria-hidden size={16} />
            <span className="palette-label">{finding.label}</span>
            <Tag>{finding.kind}</Tag>
          </Autocomplete.Item>
        )}
      </Autocomplete.List>
    </Autocomplete.Root>
  )
}
