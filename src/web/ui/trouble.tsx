import type { Failure } from '../../domain/failure.ts'
import { failureOf } from '../client/failureOf.ts'
import { useText } from '../text.tsx'
import { Button } from './button.tsx'

/** What went wrong, in the person's language as far as it is ours, with what the server said and how to mend it. */
export function TroubleText({ failure }: { failure: Failure }) {
  const { t, locale } = useText()
  // The server says what is wrong in English; so that it is read out right, it is marked as that.
  const language = locale === 'en' ? {} : { lang: 'en' }
  return (
    <>
      <strong>{t(`trouble.${failure.code}`)}</strong>
      <span {...language}>
        {failure.where === undefined ? failure.message : `${failure.where}: ${failure.message}`}
      </span>
      {failure.fix !== undefined && <span {...language}>{failure.fix}</span>}
    </>
  )
}

/** In the place of what could not be shown; with a way to try again. */
export function Trouble({ error, retry }: { error: unknown; retry?: () => void }) {
  const { t } = useText()
  return (
    <div className="trouble" role="alert">
      <TroubleText failure={failureOf(error)} />
      {retry !== undefined && <Button onClick={retry}>{t('words.retry')}</Button>}
    </div>
  )
}
