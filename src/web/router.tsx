import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
} from '@tanstack/react-router'
import { NotFoundPage } from './pages/notFound.tsx'
import { paths } from './paths.ts'
import {
  auditSearch,
  courseSearch,
  fieldMarks,
  numberIn,
  oneIn,
  ofSearch,
  parseSearch,
  stringifySearch,
  textIn,
} from './searchIn.ts'
import { Crashed } from './shell/crashed.tsx'
import { Shell } from './shell/shell.tsx'

/**
 * The table of pages. A page is a component of one file in `pages/`, brought over when it is first opened;
 * what it shows is in its address: `validateSearch` reads what stands after the question mark.
 */

const root = createRootRoute({ notFoundComponent: NotFoundPage })

const door = { getParentRoute: () => root } as const

const signIn = createRoute({
  ...door,
  path: paths.signIn,
  validateSearch: (search) => ({ ...textIn(search, 'to') }),
  component: lazyRouteComponent(() => import('./pages/signIn.tsx'), 'SignInPage'),
})

const setup = createRoute({
  ...door,
  path: paths.setup,
  component: lazyRouteComponent(() => import('./pages/setup.tsx'), 'SetupPage'),
})

const password = createRoute({
  ...door,
  path: paths.password,
  component: lazyRouteComponent(() => import('./pages/password.tsx'), 'PasswordPage'),
})

/** Inside are the pages of who is signed in. */
const inside = createRoute({ ...door, id: 'inside', component: Shell })

const within = { getParentRoute: () => inside } as const

const home = createRoute({
  ...within,
  path: paths.home,
  validateSearch: (search) => ({
    ...oneIn(search, 'days', ['7', '30', '90']),
    ...oneIn(search, 'by', ['day', 'week']),
  }),
  component: lazyRouteComponent(() => import('./pages/home.tsx'), 'HomePage'),
})

const eventPages = [
  createRoute({
    ...within,
    path: paths.events,
    validateSearch: (search) => ({
      ...textIn(search, 'q'),
      ...oneIn(search, 'sort', ['count', 'name', 'last']),
    }),
    component: lazyRouteComponent(() => import('./pages/events.tsx'), 'EventsPage'),
  }),
  createRoute({
    ...within,
    path: paths.liveEvents,
    validateSearch: (search) => ({
      ...textIn(search, 'q'),
      ...oneIn(search, 'what', ['rejected']),
    }),
    component: lazyRouteComponent(() => import('./pages/liveEvents.tsx'), 'LiveEventsPage'),
  }),
  createRoute({
    ...within,
    path: paths.event,
    validateSearch: (search) => ({ ...oneIn(search, 'days', ['7', '30', '90']) }),
    component: lazyRouteComponent(() => import('./pages/event.tsx'), 'EventPage'),
  }),
] as const

const segments = createRoute({
  ...within,
  path: paths.segments,
  validateSearch: (search) => ({
    ...textIn(search, 'q'),
    ...numberIn(search, 'folder'),
    ...oneIn(search, 'sort', ['name', 'size', 'updated']),
  }),
  component: lazyRouteComponent(() => import('./pages/segments.tsx'), 'SegmentsPage'),
})

const templates = createRoute({
  ...within,
  path: paths.templates,
  validateSearch: (search) => ({ ...textIn(search, 'q') }),
  component: lazyRouteComponent(() => import('./pages/templates.tsx'), 'TemplatesPage'),
})

const newSegment = createRoute({
  ...within,
  path: paths.newSegment,
  validateSearch: (search) => ({ ...textIn(search, 'template'), ...textIn(search, 'condition') }),
  component: lazyRouteComponent(() => import('./pages/newSegment.tsx'), 'NewSegmentPage'),
})

const editSegment = createRoute({
  ...within,
  path: paths.editSegment,
  component: lazyRouteComponent(() => import('./pages/editSegment.tsx'), 'EditSegmentPage'),
})

const segment = createRoute({
  ...within,
  path: paths.segment,
  component: lazyRouteComponent(() => import('./pages/segment.tsx'), 'SegmentPage'),
})

const ofSegment = { getParentRoute: () => segment } as const

const segmentParts = [
  createRoute({
    ...ofSegment,
    path: '/',
    validateSearch: courseSearch,
    component: lazyRouteComponent(() => import('./pages/segmentOverview.tsx'), 'SegmentOverview'),
  }),
  createRoute({
    ...ofSegment,
    path: 'members',
    component: lazyRouteComponent(() => import('./pages/segmentMembers.tsx'), 'SegmentMembers'),
  }),
  createRoute({
    ...ofSegment,
    path: 'comparison',
    component: lazyRouteComponent(
      () => import('./pages/segmentComparison.tsx'),
      'SegmentComparison',
    ),
  }),
  createRoute({
    ...ofSegment,
    path: 'overlap',
    validateSearch: (search) => ({ ...textIn(search, 'others') }),
    component: lazyRouteComponent(() => import('./pages/segmentOverlap.tsx'), 'SegmentOverlap'),
  }),
  createRoute({
    ...ofSegment,
    path: 'versions',
    component: lazyRouteComponent(() => import('./pages/segmentVersions.tsx'), 'SegmentVersions'),
  }),
  createRoute({
    ...ofSegment,
    path: 'webhooks',
    component: lazyRouteComponent(() => import('./pages/segmentWebhooks.tsx'), 'SegmentWebhooks'),
  }),
] as const

const customers = createRoute({
  ...within,
  path: paths.customers,
  validateSearch: (search) => ({
    ...textIn(search, 'q'),
    ...textIn(search, 'filter'),
    ...textIn(search, 'sort'),
    ...oneIn(search, 'order', ['asc', 'desc']),
    ...textIn(search, 'columns'),
    ...numberIn(search, 'view'),
  }),
  component: lazyRouteComponent(() => import('./pages/customers.tsx'), 'CustomersPage'),
})

const customer = createRoute({
  ...within,
  path: paths.customer,
  component: lazyRouteComponent(() => import('./pages/customer.tsx'), 'CustomerPage'),
})

const ofCustomer = { getParentRoute: () => customer } as const

const customerParts = [
  createRoute({
    ...ofCustomer,
    path: '/',
    component: lazyRouteComponent(() => import('./pages/customerForm.tsx'), 'CustomerForm'),
  }),
  createRoute({
    ...ofCustomer,
    path: 'timeline',
    validateSearch: (search) => ({
      ...textIn(search, 'event'),
      ...textIn(search, 'channel'),
    }),
    component: lazyRouteComponent(() => import('./pages/customerTimeline.tsx'), 'CustomerTimeline'),
  }),
  createRoute({
    ...ofCustomer,
    path: 'segments',
    validateSearch: (search) => ({ ...numberIn(search, 'segment') }),
    component: lazyRouteComponent(() => import('./pages/customerSegments.tsx'), 'CustomerSegments'),
  }),
  createRoute({
    ...ofCustomer,
    path: 'history',
    component: lazyRouteComponent(() => import('./pages/customerHistory.tsx'), 'CustomerHistory'),
  }),
  createRoute({
    ...ofCustomer,
    path: 'data',
    component: lazyRouteComponent(() => import('./pages/customerData.tsx'), 'CustomerData'),
  }),
]

const importPages = [
  createRoute({
    ...within,
    path: paths.imports,
    component: lazyRouteComponent(() => import('./pages/imports.tsx'), 'ImportsPage'),
  }),
  createRoute({
    ...within,
    path: paths.newImport,
    component: lazyRouteComponent(() => import('./pages/newImport.tsx'), 'NewImportPage'),
  }),
  createRoute({
    ...within,
    path: paths.import,
    component: lazyRouteComponent(() => import('./pages/import.tsx'), 'ImportPage'),
  }),
] as const

const fieldPages = [
  createRoute({
    ...within,
    path: paths.fields,
    validateSearch: (search) => ({
      ...textIn(search, 'q'),
      ...ofSearch(search),
      ...oneIn(search, 'show', fieldMarks),
    }),
    component: lazyRouteComponent(() => import('./pages/fields.tsx'), 'FieldsPage'),
  }),
  createRoute({
    ...within,
    path: paths.readyFields,
    component: lazyRouteComponent(() => import('./pages/readyFields.tsx'), 'ReadyFieldsPage'),
  }),
  createRoute({
    ...within,
    path: paths.newField,
    validateSearch: ofSearch,
    component: lazyRouteComponent(() => import('./pages/newField.tsx'), 'NewFieldPage'),
  }),
  createRoute({
    ...within,
    path: paths.newCalculated,
    validateSearch: (search) => ({ ...textIn(search, 'ready') }),
    component: lazyRouteComponent(() => import('./pages/newCalculated.tsx'), 'NewCalculatedPage'),
  }),
  createRoute({
    ...within,
    path: paths.field,
    validateSearch: ofSearch,
    component: lazyRouteComponent(() => import('./pages/field.tsx'), 'FieldPage'),
  }),
  createRoute({
    ...within,
    path: paths.forms,
    component: lazyRouteComponent(() => import('./pages/forms.tsx'), 'FormsPage'),
  }),
  createRoute({
    ...within,
    path: paths.form,
    component: lazyRouteComponent(() => import('./pages/form.tsx'), 'FormPage'),
  }),
] as const

const listPages = [
  createRoute({
    ...within,
    path: paths.lists,
    validateSearch: (search) => ({ ...textIn(search, 'q') }),
    component: lazyRouteComponent(() => import('./pages/lists.tsx'), 'ListsPage'),
  }),
  createRoute({
    ...within,
    path: paths.list,
    validateSearch: (search) => ({
      ...textIn(search, 'q'),
      ...textIn(search, 'sort'),
      ...oneIn(search, 'order', ['asc', 'desc']),
      ...textIn(search, 'columns'),
    }),
    component: lazyRouteComponent(() => import('./pages/list.tsx'), 'ListPage'),
  }),
] as const

const settings = createRoute({
  ...within,
  path: paths.settings,
  component: lazyRouteComponent(() => import('./pages/settings.tsx'), 'SettingsPage'),
})

const ofSettings = { getParentRoute: () => settings } as const

const settingsParts = [
  createRoute({
    ...ofSettings,
    path: '/',
    component: lazyRouteComponent(() => import('./pages/settingsHome.tsx'), 'SettingsHome'),
  }),
  createRoute({
    ...ofSettings,
    path: 'shop',
    component: lazyRouteComponent(() => import('./pages/settingsShop.tsx'), 'SettingsShop'),
  }),
  createRoute({
    ...ofSettings,
    path: 'sources',
    component: lazyRouteComponent(() => import('./pages/settingsSources.tsx'), 'SettingsSources'),
  }),
  createRoute({
    ...ofSettings,
    path: 'webhooks',
    component: lazyRouteComponent(() => import('./pages/settingsWebhooks.tsx'), 'SettingsWebhooks'),
  }),
  createRoute({
    ...ofSettings,
    path: 'webhooks/$id',
    validateSearch: (search) => oneIn(search, 'state', ['waiting', 'delivered', 'failed']),
    component: lazyRouteComponent(() => import('./pages/settingsWebhook.tsx'), 'SettingsWebhook'),
  }),
  createRoute({
    ...ofSettings,
    path: 'users',
    component: lazyRouteComponent(() => import('./pages/settingsUsers.tsx'), 'SettingsUsers'),
  }),
  createRoute({
    ...ofSettings,
    path: 'audit',
    validateSearch: auditSearch,
    component: lazyRouteComponent(() => import('./pages/settingsAudit.tsx'), 'SettingsAudit'),
  }),
  createRoute({
    ...ofSettings,
    path: 'status',
    component: lazyRouteComponent(() => import('./pages/settingsStatus.tsx'), 'SettingsStatus'),
  }),
  createRoute({
    ...ofSettings,
    path: 'account',
    component: lazyRouteComponent(() => import('./pages/settingsAccount.tsx'), 'SettingsAccount'),
  }),
] as const

const insidePages = [
  home,
  segments,
  templates,
  segment.addChildren(segmentParts),
  customers,
  customer.addChildren(customerParts),
  ...importPages,
  ...eventPages,
  ...fieldPages,
  ...listPages,
  newSegment,
  editSegment,
  settings.addChildren(settingsParts),
] as const

/** Finds the page of an address. */
export const router = createRouter({
  routeTree: root.addChildren([signIn, setup, password, inside.addChildren(insidePages)]),
  defaultNotFoundComponent: NotFoundPage,
  defaultErrorComponent: Crashed,
  scrollRestoration: true,
  parseSearch,
  stringifySearch,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
