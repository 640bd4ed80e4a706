import { useSyncExternalStore } from 'react'

const phone = '(max-width: 40rem)'

/** Whether there is only the room of a phone, where rows are cards. */
export function useNarrow(): boolean {
  return useSyncExternalStore(
    (changed) => {
      const media = matchMedia(phone)
      media.addEventListener('change', changed)
      return () => media.removeEventListener('change', changed)
    },
    () => matchMedia(phone).matches,
  )
}
