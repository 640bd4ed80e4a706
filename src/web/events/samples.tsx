import { Link } from '@tanstack/react-router'
import { routes } from '../../api/routes.ts'
import { useAsk } from '../client/ask.ts'
import { paths } from '../paths.ts'
import { useText } from '../text.tsx'
import { Panel, Stack, Waiting } from '../ui/page.tsx'
import { Code, Happening } from '../ui/records.tsx'
import { Trouble } from '../ui/trouble.tsx'

const shown = 10

/** The latest events of a name, with whose they are. */
export function Samples({ name }: { name: string }) {
  const { t, format } = useText()
  const samples = useAsk(routes.eventNames.samples, { params: { name }, query: { limit: shown } })
  return (
    <Panel title={t('events.samples')} note={t('events.samplesNote')}>
      {samples.isPending && <Waiting lines={shown} />}
      {samples.isError && <Trouble error={samples.error} />}
      <div>
        {(samples.data?.items ?? []).map(
          ({ id, time, channel, customer, customerName, properties }) => {
            const who = customerName ?? t('words.nameless', { id: customer })
            return (
              <Happening
                key={id}
                at={time}
                clock={format.shortDay(time)}
                title={who}
                brief={[format.clock(time), channel].filter((text) => text !== '').join(' · ')}
              >
                <Stack gap="small">
                  <Link to={paths.customerTimeline} params={{ id: customer }}>
                    {t('events.openCustomer', { who })}
                  </Link>
                  <Code label={t('events.asJson')}>{JSON.stringify(properties, null, 2)}</Code>
                </Stack>
              </Happening>
            )
          },
        )}
      </div>
    </Panel>
  )
}
