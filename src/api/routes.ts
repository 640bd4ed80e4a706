import { activityRoutes } from './activity.ts'
import { analysisRoutes } from './analysis.ts'
import { arrivalRoutes } from './arrivals.ts'
import { auditRoutes } from './audit.ts'
import { backupRoutes } from './backups.ts'
import { calculatedRoutes } from './calculated.ts'
import { clusterRoutes } from './clusters.ts'
import { conditionRoutes } from './condition.ts'
import { consentRoutes } from './consents.ts'
import { explainRoutes } from './explain.ts'
import { customerRoutes } from './customers.ts'
import { duplicateRoutes } from './duplicates.ts'
import { eventRoutes } from './events.ts'
import { eventNameRoutes } from './eventNames.ts'
import { externalPromotionRoutes } from './externalPromotions.ts'
import { fieldRoutes } from './fields.ts'
import { folderRoutes } from './folders.ts'
import { formRoutes } from './forms.ts'
import { importTemplateRoutes } from './importTemplates.ts'
import { importRoutes } from './imports.ts'
import { jobRoutes } from './jobs.ts'
import { keyRoutes } from './keys.ts'
import { listRoutes } from './lists.ts'
import { masterDataRoutes } from './masterData.ts'
import { messageRoutes } from './messages.ts'
import { placeRoutes } from './places.ts'
import { productRoutes } from './products.ts'
import { promotionClusterRoutes } from './promotionClusters.ts'
import { promotionRoutes } from './promotions.ts'
import { qualityRoutes } from './quality.ts'
import type { Route } from './route.ts'
import { segmentFieldRoutes } from './segmentFields.ts'
import { segmentRoutes } from './segments.ts'
import { sessionRoutes } from './session.ts'
import { sourceRoutes } from './sources.ts'
import { shopRoutes } from './shop.ts'
import { suggestionRoutes } from './suggestions.ts'
import { templateRoutes } from './templates.ts'
import { healthRoutes, statusRoutes } from './status.ts'
import { trackingRoutes } from './tracking.ts'
import { userRoutes } from './users.ts'
import { viewRoutes } from './views.ts'
import { webhookRoutes } from './webhooks.ts'

/** The whole API, in one table: server, command line, documents and tests are made from it. */
export const routes = {
  customers: customerRoutes,
  duplicates: duplicateRoutes,
  quality: qualityRoutes,
  segments: segmentRoutes,
  segmentFields: segmentFieldRoutes,
  conditions: conditionRoutes,
  suggestions: suggestionRoutes,
  templates: templateRoutes,
  clusters: clusterRoutes,
  promotions: promotionRoutes,
  promotionClusters: promotionClusterRoutes,
  externalPromotions: externalPromotionRoutes,
  masterData: masterDataRoutes,
  imports: importRoutes,
  importTemplates: importTemplateRoutes,
  events: eventRoutes,
  eventNames: eventNameRoutes,
  activity: activityRoutes,
  arrivals: arrivalRoutes,
  sources: sourceRoutes,
  tracking: trackingRoutes,
  messages: messageRoutes,
  products: productRoutes,
  places: placeRoutes,
  fields: fieldRoutes,
  calculated: calculatedRoutes,
  forms: formRoutes,
  lists: listRoutes,
  folders: folderRoutes,
  views: viewRoutes,
  consents: consentRoutes,
  explain: explainRoutes,
  analysis: analysisRoutes,
  shop: shopRoutes,
  webhooks: webhookRoutes,
  session: sessionRoutes,
  users: userRoutes,
  keys: keyRoutes,
  audit: auditRoutes,
  jobs: jobRoutes,
  backups: backupRoutes,
  status: statusRoutes,
  health: healthRoutes,
} as const

/** The type of the table, for who only names routes in types. */
export type Routes = typeof routes

/** Every route with its name in the table: `segments.count`. */
export const everyRoute: readonly { readonly name: string; readonly route: Route }[] =
  Object.entries(routes).flatMap(([resource, group]) =>
    Object.entries(group).map(([name, route]) => ({ name: `${resource}.${name}`, route })),
  )
