import type { ReactNode } from 'react'
import type { Answer } from '../../api/route.ts'
import type { routes } from '../../api/routes.ts'
import type { useText } from '../text.tsx'
import { Count } from '../ui/count.tsx'
import { Tag } from '../ui/reading.tsx'
import { Mono } from '../ui/secret.tsx'

type Status = Answer<typeof routes.status.read>
type Fact = { readonly name: string; readonly value: ReactNode; readonly note: ReactNode }
type Means = Pick<ReturnType<typeof useText>, 't' | 'format'> & { readonly zone: string }

/** What the server says of itself, by what it is about; each figure with a line that says what it means. */
export function statusFacts(
  status: Status,
  means: Means,
): readonly { readonly title: string; readonly facts: readonly Fact[] }[] {
  const { t } = means
  return [
    { title: t('status.data'), facts: dataFacts(status, means) },
    { title: t('status.fresh'), facts: freshFacts(status, means) },
    { title: t('status.machine'), facts: machineFacts(status, means) },
    ...(status.watch === null
      ? []
      : [{ title: t('status.watch'), facts: watchFacts(status.watch, means) }]),
  ]
}

function dataFacts({ customers, events, segments }: Status, { t }: Means): Fact[] {
  return [
    {
      name: t('status.customers'),
      value: <Count n={customers} live />,
      note: t('status.customersNote'),
    },
    { name: t('status.events'), value: <Count n={events} live />, note: t('status.eventsNote') },
    { name: t('status.segments'), value: <Count n={segments} />, note: t('status.segmentsNote') },
  ]
}

function freshFacts({ inbox, refresh, now }: Status, { t, format, zone }: Means): Fact[] {
  return [
    {
      name: t('status.inbox'),
      value:
        inbox.waiting === 0
          ? t('status.inboxEmpty')
          : t('status.inboxWaiting', { count: inbox.waiting }),
      note: t('status.inboxNote', {
        applied: format.count(inbox.applied),
        position: format.count(inbox.position),
      }),
    },
    {
      name: t('status.refresh'),
      value: refreshText(refresh, { t, format }),
      note: t('status.refreshNote'),
    },
    {
      name: t('status.clock'),
      value: format.moment(now),
      note: t('status.clockNote', { zone }),
    },
  ]
}

function refreshText(
  { asOf, running, waiting }: Status['refresh'],
  { t, format }: Pick<Means, 't' | 'format'>,
): string {
  if (running) return t('status.refreshRunning')
  if (waiting) return t('status.refreshWaiting')
  return asOf === null
    ? t('status.refreshNever')
    : t('status.refreshed', { at: format.moment(asOf) })
}

function machineFacts(status: Status, { t, format }: Means): Fact[] {
  const { version, started, directory, disk, store, engine } = status
  return [
    {
      name: t('status.engine'),
      value: <Tag left={!engine.up}>{t(engine.up ? 'status.up' : 'status.down')}</Tag>,
      note: t(engine.own ? 'status.engineOwn' : 'status.engineElsewhere'),
    },
    {
      name: t('status.store'),
      value: store === 'sqlite' ? 'SQLite' : 'PostgreSQL',
      note: t('status.storeNote'),
    },
    {
      name: t('status.disk'),
      value:
        disk === null
          ? t('status.diskUnknown')
          : t('status.diskFree', {
              free: format.bytes(disk.freeBytes),
              total: format.bytes(disk.totalBytes),
            }),
      note: t('status.diskNote'),
    },
    {
      name: t('status.directory'),
      value: <Mono>{directory}</Mono>,
      note: t('status.directoryNote'),
    },
    {
      name: t('status.version'),
      value: version,
      note: t('status.started', { at: format.moment(started) }),
    },
  ]
}

function watchFacts(
  { directory, everySeconds, looked, problem, waiting, done, failed }: NonNullable<Status['watch']>,
  { t, format }: Means,
): Fact[] {
  return [
    {
      name: t('status.watchFolder'),
      value: <Mono>{directory}</Mono>,
      note: problem === null ? t('status.watchNote', { seconds: everySeconds }) : problem,
    },
    {
      name: t('status.watchFiles'),
      value: t('status.watchCounts', {
        waiting: format.count(waiting),
        done: format.count(done),
        failed: format.count(failed),
      }),
      note:
        looked === null
          ? t('status.watchNever')
          : t('status.watchLooked', { at: format.clock(looked) }),
    },
  ]
}
