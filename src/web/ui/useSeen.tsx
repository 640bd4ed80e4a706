import { useEffect, useRef, useState, type ReactNode, type RefObject } from 'react'

/** Whether an element has ever been in view: what is dear is asked only then. */
export function useSeen<E extends Element>(): [RefObject<E | null>, boolean] {
  const ref = useRef<E>(null)
  const [seen, setSeen] = useState(false)
  useEffect(() => {
    if (ref.current === null || seen) return
    const observer = new IntersectionObserver((entries) => {
      if (entries.some((entry) => entry.isIntersecting)) setSeen(true)
    })
    observer.observe(ref.current)
    return () => observer.disconnect()
  }, [seen])
  return [ref, seen]
}

/** Tells what is in it whether it has been in view. */
export function Seen({ children }: { children: (seen: boolean) => ReactNode }) {
  const [ref, seen] = useSeen<HTMLDivElement>()
  return (
    <div ref={ref} className="seen">
      {children(seen)}
    </div>
  )
}
