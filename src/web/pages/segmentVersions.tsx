import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import type { Answer } from '../../api/route.ts'
import { routes } from '../../api/routes.ts'
import { useAsk, useTell } from '../client/ask.ts'
import { useText } from '../text.tsx'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Figures } from '../ui/figures.tsx'
import { Note, Panel, Stack, Waiting } from '../ui/page.tsx'
import { Reading, Tag } from '../ui/reading.tsx'
import { Trouble } from '../ui/trouble.tsx'

const route = getRouteApi('/inside/segments/$id/versions')

type Version = Answer<typeof routes.segments.versions>['items'][number]

/** What the segment said before, what each version changed, and the way back to one. */
export function SegmentVersions() {
  const { t, locale } = useText()
  const { id } = route.useParams()
  const versions = useAsk(routes.segments.versions, { params: { id }, query: { locale } })
  const [back, setBack] = useState<Version>()
  if (versions.isPending) return <Waiting lines={6} />
  if (versions.isError) return <Trouble error={versions.error} />
  const [now] = versions.data.items
  return (
    <Stack>
      {versions.data.items.map((version) => (
        <OneVersion
          key={version.version}
          version={version}
          isNow={version === now}
          onBack={() => setBack(version)}
        />
      ))}
      {back !== undefined && now !== undefined && (
        <GoBack to={back} now={now.version} onClose={() => setBack(undefined)} />
      )}
      {versions.data.items.length === 1 && <Note>{t('versions.only')}</Note>}
    </Stack>
  )
}

function OneVersion({
  version: { version, reading, at, by, changes },
  isNow,
  onBack,
}: {
  version: Version
  isNow: boolean
  onBack: () => void
}) {
  const { t, format } = useText()
  return (
    <Panel
      title={t('versions.one', { version })}
      note={t('versions.by', { at: format.moment(at), by })}
      actions={
        isNow ? (
          <Tag>{t('versions.now')}</Tag>
        ) : (
          <Button onClick={onBack}>{t('versions.compare')}</Button>
        )
      }
    >
      <Reading small>{reading}</Reading>
      {changes.map((change) => (
        <Note key={change}>{change}</Note>
      ))}
    </Panel>
  )
}

function GoBack({ to, now, onClose }: { to: Version; now: number; onClose: () => void }) {
  const { t, locale } = useText()
  const { id } = route.useParams()
  const query = { locale } as const
  const effect = useAsk(routes.segments.effect, {
    params: { id },
    query,
    body: { to: to.version, samples: 0 },
  })
  const rollback = useTell(routes.segments.rollback, {
    changes: ['/api/segments'],
    done: t('versions.done', { version: to.version }),
    after: onClose,
  })
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('versions.backTo', { version: to.version })}
      actions={
        <Button
          look="first"
          busy={rollback.isPending}
          onClick={() =>
            rollback.mutate({ params: { id }, query, body: { to: to.version, version: now } })
          }
        >
          {t('versions.goBack')}
        </Button>
      }
    >
      <Stack>
        <Reading small>{to.reading}</Reading>
        {effect.isPending && <Waiting />}
        {effect.isError && <Trouble error={effect.error} />}
        {effect.data?.changes.map(({ sentence }) => (
          <Note key={sentence}>{sentence}</Note>
        ))}
        {effect.data !== undefined && (
          <Figures
            rows={[
              { label: t('builder.enter'), n: effect.data.enters.count },
              { label: t('builder.leave'), n: effect.data.leaves.count, left: true },
              { label: t('builder.stay'), n: effect.data.stays },
            ]}
          />
        )}
      </Stack>
    </Dialog>
  )
}
