import { LayoutTemplate, Shapes, type LucideIcon } from 'lucide-react'
import { paths } from '../paths.ts'
import type { TextKey } from '../text.tsx'

export type Place = {
  readonly to: (typeof paths)['segments' | 'templates']
  readonly label: TextKey
  readonly icon: LucideIcon
  /** After `g`, as in `g s`. */
  readonly key: string
}

/** Where the navigation and the command palette lead, in this order. */
export const places: readonly Place[] = [
  { to: paths.segments, label: 'nav.segments', icon: Shapes, key: 's' },
  { to: paths.templates, label: 'nav.templates', icon: LayoutTemplate, key: 't' },
]
