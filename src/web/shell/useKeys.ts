import { useNavigate } from '@tanstack/react-router'
import { useEffect } from 'react'
import { places } from './nav.ts'

/** The second key of two, as in `g s`, is waited for so long. */
const secondKeyMs = 1_200

/** The keys that work everywhere: not while somebody types, but for the palette's. */
export function useKeys({
  onPalette,
  onHelp,
}: {
  onPalette: () => void
  onHelp: () => void
}): void {
  const navigate = useNavigate()
  useEffect(() => {
    let wentAt = 0
    const press = (event: KeyboardEvent): void => {
      if (event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey)) {
        event.preventDefault()
        onPalette()
        return
      }
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return
      if (event.key === '?') return onHelp()
      const place = places.find(({ key }) => key === event.key)
      if (place !== undefined && event.timeStamp - wentAt < secondKeyMs) {
        void navigate({ to: place.to })
      }
      wentAt = event.key === 'g' ? event.timeStamp : 0
    }
    addEventListener('keydown', press)
    return () => removeEventListener('keydown', press)
  })
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  return (
    target.isContentEditable ||
    ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName) ||
    target.closest('[role="dialog"]') !== null
  )
}
