import { Plus } from 'lucide-react'
import { useState } from 'react'
import { routes } from '../../api/routes.ts'
import { useAsk } from '../client/ask.ts'
import { useMay } from '../client/may.ts'
import { Keys } from '../settings/keys.tsx'
import { NewSource } from '../settings/newSource.tsx'
import { OneSource } from '../settings/source.tsx'
import { useText } from '../text.tsx'
import { Button } from '../ui/button.tsx'
import { Empty, Page, Stack, Waiting } from '../ui/page.tsx'
import { Trouble } from '../ui/trouble.tsx'

/** Whence events come, by which keys; and the keys of the API. */
export function SettingsSources() {
  const { t } = useText()
  const may = useMay()
  const sources = useAsk(routes.sources.list, {})
  const [making, setMaking] = useState(false)
  const make = may('integrations:manage') && (
    <Button look="first" icon={Plus} onClick={() => setMaking(true)}>
      {t('sources.new')}
    </Button>
  )
  const items = sources.data?.items ?? []
  return (
    <Page title={t('settings.sources')} lead={t('sources.lead')} actions={items.length > 0 && make}>
      {sources.isPending && <Waiting lines={6} />}
      {sources.isError && <Trouble error={sources.error} retry={() => void sources.refetch()} />}
      {sources.isSuccess && items.length === 0 && (
        <Empty title={t('sources.none')} action={make}>
          {t('sources.noneWhy')}
        </Empty>
      )}
      <Stack>
        {items
          .toSorted((a, b) => Number(a.archived !== null) - Number(b.archived !== null))
          .map((source) => (
            <OneSource key={source.id} source={source} />
          ))}
      </Stack>
      {may('keys:read') && <Keys />}
      {making && <NewSource onClose={() => setMaking(false)} />}
    </Page>
  )
}
