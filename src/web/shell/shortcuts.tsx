import { useText } from '../text.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { places } from './nav.ts'

/** What the keyboard can do. */
export function Shortcuts({ onClose }: { onClose: () => void }) {
  const { t } = useText()
  const rows = [
    { keys: ['Ctrl', 'K'], says: t('shortcuts.palette') },
    { keys: ['?'], says: t('shortcuts.help') },
    ...places.map(({ key, label }) => ({ keys: ['g', key], says: t(label) })),
    { keys: ['Ctrl', 'Z'], says: t('shortcuts.undo') },
    { keys: ['Ctrl', 'Shift', 'Z'], says: t('shortcuts.redo') },
  ]
  return (
    <Dialog open onClose={onClose} title={t('shell.shortcuts')}>
      <dl className="keys">
        {rows.map(({ keys, says }) => (
          <div key={says} className="keys-row">
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{says}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  )
}
