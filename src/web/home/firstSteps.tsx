import type { Answer } from '../../api/route.ts'
import type { routes } from '../../api/routes.ts'
import { useMay } from '../client/may.ts'
import { paths } from '../paths.ts'
import { useText } from '../text.tsx'
import { LinkButton } from '../ui/button.tsx'
import { Note, Panel, Stack } from '../ui/page.tsx'
import { Code } from '../ui/records.tsx'
import { Step, Steps } from '../ui/tile.tsx'

type Status = Answer<typeof routes.status.read>

/** Whether there is anything left of what a new shop does first. */
export function isBegun({ customers, segments }: Status): boolean {
  return customers > 0 && segments > 0
}

/** What to do first in a shop that has nothing yet, each step ticked off once the server has it. */
export function FirstSteps({ status }: { status: Status }) {
  const { t } = useText()
  const may = useMay()
  const mayImport = may('imports:write')
  const mayWrite = may('segments:write')
  const { customers, events, segments, inbox } = status
  return (
    <Panel title={t('home.begin')} note={t('home.beginNote')}>
      <Stack gap="large">
        <Steps>
          <Step
            title={t('home.bring')}
            done={inbox.position > 0 || customers > 0}
            action={
              mayImport && (
                <LinkButton look="first" to={paths.newImport}>
                  {t('imports.begin')}
                </LinkButton>
              )
            }
          >
            {t('home.bringNote')}
          </Step>
          <Step
            title={t('home.see')}
            done={customers > 0}
            action={<LinkButton to={paths.customers}>{t('home.toCustomers')}</LinkButton>}
          >
            {t('home.seeNote', { count: customers })}
          </Step>
          <Step
            title={t('home.segment')}
            done={segments > 0}
            action={
              mayWrite && <LinkButton to={paths.templates}>{t('segments.templates')}</LinkButton>
            }
          >
            {t('home.segmentNote')}
          </Step>
        </Steps>
        {customers === 0 && events === 0 && (
          <Stack gap="small">
            <Note>{t('home.demo')}</Note>
            <Code label={t('home.demoCommand')}>
              bin/clientela --data ./demo demo --start --port 4200
            </Code>
          </Stack>
        )}
      </Stack>
    </Panel>
  )
}
