import { useEffect, useState } from 'react'

/** A value once it has stayed the same for a while: typing asks nothing at every letter. */
export function useSettled<V>(value: V, ms = 250): V {
  const [settled, setSettled] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), ms)
    return () => clearTimeout(timer)
  }, [value, ms])
  return settled
}
