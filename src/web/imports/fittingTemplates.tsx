import { useText } from '../text.tsx'
import { Button } from '../ui/button.tsx'
import { Row } from '../ui/page.tsx'
import { Callout } from '../ui/records.tsx'
import type { Saying } from './useMapping.ts'

/** Files with the same columns were taken in before, and how was kept. */
export function FittingTemplates({ names, saying }: { names: readonly string[]; saying: Saying }) {
  const { t } = useText()
  if (names.length === 0) return null
  return (
    <Callout>
      {names.map((name) => (
        <Row key={name} spread>
          <span>{t('imports.templateFits', { name })}</span>
          <Button busy={saying.busy} onClick={() => saying.follow(name)}>
            {t('imports.templateUse')}
          </Button>
        </Row>
      ))}
    </Callout>
  )
}
