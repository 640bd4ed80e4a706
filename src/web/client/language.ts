import { useEffect } from 'react'
import { useText, type Locale } from '../text.tsx'
import { failureOf } from './failureOf.ts'
import { says } from './says.ts'
import { useChangeOwn } from './session.ts'

/** Speaks another language from now on, in this browser and wherever the same person signs in. */
export function useSpeak(): (locale: Locale) => void {
  const { speak } = useText()
  const change = useChangeOwn()
  return (locale) => {
    void speak(locale)
    change.mutate({ body: { locale } }, { onError: (error) => says.failed(failureOf(error)) })
  }
}

/** Speaks as whoever is signed in has chosen, here or in another browser. */
export function useOwnLanguage(chosen: Locale | null): void {
  const { speak } = useText()
  useEffect(() => {
    if (chosen !== null) void speak(chosen)
    // What is spoken in the meantime was chosen here.
  }, [chosen])
}
