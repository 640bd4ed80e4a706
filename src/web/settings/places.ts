import {
  Activity,
  Bell,
  KeyRound,
  ScrollText,
  Store,
  UserRound,
  Users,
  type LucideIcon,
} from 'lucide-react'
import type { Scope } from '../../api/scopes.ts'
import { paths } from '../paths.ts'
import type { TextKey } from '../text.tsx'

type Part = {
  readonly to: (typeof paths)[
    | 'settingsAccount'
    | 'settingsAudit'
    | 'settingsShop'
    | 'settingsSources'
    | 'settingsStatus'
    | 'settingsUsers'
    | 'settingsWebhooks']
  readonly label: TextKey
  readonly note: TextKey
  readonly icon: LucideIcon
  /** Who lacks it is not led there; left out: it is everybody's. */
  readonly scope?: Scope
}

/** The parts of the settings, in this order. */
export const parts: readonly Part[] = [
  {
    to: paths.settingsShop,
    label: 'settings.shop',
    note: 'settings.shopNote',
    icon: Store,
    scope: 'running:read',
  },
  {
    to: paths.settingsSources,
    label: 'settings.sources',
    note: 'settings.sourcesNote',
    icon: KeyRound,
    scope: 'integrations:read',
  },
  {
    to: paths.settingsWebhooks,
    label: 'settings.webhooks',
    note: 'settings.webhooksNote',
    icon: Bell,
    scope: 'integrations:read',
  },
  {
    to: paths.settingsUsers,
    label: 'settings.users',
    note: 'settings.usersNote',
    icon: Users,
    scope: 'users:read',
  },
  {
    to: paths.settingsAudit,
    label: 'settings.audit',
    note: 'settings.auditNote',
    icon: ScrollText,
    scope: 'audit:read',
  },
  {
    to: paths.settingsStatus,
    label: 'settings.status',
    note: 'settings.statusNote',
    icon: Activity,
    scope: 'running:read',
  },
  {
    to: paths.settingsAccount,
    label: 'settings.account',
    note: 'settings.accountNote',
    icon: UserRound,
  },
]
