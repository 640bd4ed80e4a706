import { ListFilter, X } from 'lucide-react'
import { lazy, Suspense } from 'react'
import { routes } from '../../api/routes.ts'
import { useAsk } from '../client/ask.ts'
import { useMay } from '../client/may.ts'
import { paths } from '../paths.ts'
import { useText } from '../text.tsx'
import { Button, IconButton, LinkButton } from '../ui/button.tsx'
import { Row, Waiting } from '../ui/page.tsx'
import { Reading } from '../ui/reading.tsx'
import { Trouble } from '../ui/trouble.tsx'

// The builder comes when somebody wants to filter, not with every page that can be filtered.
const FilterPanel = lazy(async () => ({ default: (await import('./filterPanel.tsx')).FilterPanel }))

type Props = { readonly text: string; readonly onChange: (text: string) => void }

/** Opens the filter. */
export function FilterButton({
  text,
  open,
  onToggle,
}: {
  text: string
  open: boolean
  onToggle: () => void
}) {
  const { t } = useText()
  return (
    <Button icon={ListFilter} aria-expanded={open} onClick={onToggle}>
      {t(text === '' ? 'filter.begin' : 'filter.change')}
    </Button>
  )
}

/** Whom the page is narrowed down to: read as a sentence, written by the builder. */
export function Filter({ text, open, onChange }: Props & { readonly open: boolean }) {
  const { t, locale } = useText()
  const may = useMay()
  const mayKeep = may('segments:write')
  const read = useAsk(
    routes.conditions.read,
    { query: { locale }, body: { text } },
    { when: text !== '' },
  )
  return (
    <>
      {open && (
        <Suspense fallback={<Waiting lines={2} />}>
          <FilterPanel text={text} onApply={onChange} />
        </Suspense>
      )}
      {text !== '' && read.data !== undefined && (
        <Row>
          <Reading small>{read.data.reading}</Reading>
          {mayKeep && (
            <LinkButton
              look="quiet"
              to={paths.newSegment}
              search={{ condition: JSON.stringify(read.data.condition) }}
            >
              {t('filter.keep')}
            </LinkButton>
          )}
          <IconButton label={t('filter.clear')} icon={X} onClick={() => onChange('')} />
        </Row>
      )}
      {text !== '' && read.isError && <Trouble error={read.error} />}
    </>
  )
}
