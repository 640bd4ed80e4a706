import {
  Activity,
  House,
  LayoutTemplate,
  ListChecks,
  Settings,
  Shapes,
  TextCursorInput,
  Upload,
  Users,
  type LucideIcon,
} from 'lucide-react'
import { paths } from '../paths.ts'
import type { TextKey } from '../text.tsx'

export type Place = {
  readonly to: (typeof paths)[
    | 'customers'
    | 'events'
    | 'fields'
    | 'home'
    | 'imports'
    | 'lists'
    | 'segments'
    | 'settings'
    | 'templates']
  readonly label: TextKey
  readonly icon: LucideIcon
  /** Pages that belong to it, by the beginnings of their addresses. */
  readonly also?: readonly string[]
  /** After `g`, as in `g s`. */
  readonly key: string
}

/** Where the navigation and the command palette lead, in this order. */
export const places: readonly Place[] = [
  { to: paths.home, label: 'nav.home', icon: House, key: 'h' },
  { to: paths.customers, label: 'nav.customers', icon: Users, key: 'c' },
  { to: paths.lists, label: 'nav.lists', icon: ListChecks, key: 'l' },
  { to: paths.segments, label: 'nav.segments', icon: Shapes, key: 's' },
  { to: paths.templates, label: 'nav.templates', icon: LayoutTemplate, key: 't' },
  { to: paths.imports, label: 'nav.imports', icon: Upload, key: 'i' },
  { to: paths.events, label: 'nav.events', icon: Activity, key: 'e' },
  {
    to: paths.fields,
    label: 'nav.fields',
    icon: TextCursorInput,
    key: 'f',
    also: [paths.forms, paths.readyFields],
  },
  { to: paths.settings, label: 'nav.settings', icon: Settings, key: ',' },
]
