import type { ReactNode } from 'react'

/** A condition as a sentence: what the segment says, in the size of something to be read. */
export function Reading({ children, small = false }: { children: ReactNode; small?: boolean }) {
  return <p className={small ? 'reading reading-small' : 'reading'}>{children}</p>
}

/** A word that marks what something is. Not to be pressed. */
export function Tag({ children, left = false }: { children: ReactNode; left?: boolean }) {
  return <span className={left ? 'tag tag-left' : 'tag'}>{children}</span>
}
