import type { Command } from './command.ts'
import { auditList, auditVerify } from './commands/audit.ts'
import { backup } from './commands/backup.ts'
import {
  calculated,
  calculatedChange,
  calculatedReady,
  calculatedShow,
  fieldsCalculate,
} from './commands/calculated.ts'
import { clustersCreate } from './commands/clusters/create.ts'
import { clustersList, clustersRemove, clustersShow } from './commands/clusters/saved.ts'
import { conditionsParse, conditionsPrint, conditionsRead } from './commands/conditions.ts'
import { customers, customersHistory, customersMeets, customersShow } from './commands/customers.ts'
import { demo } from './commands/demo.ts'
import { doctor } from './commands/doctor.ts'
import { customersSegments } from './commands/segments/ofCustomer.ts'
import { customersEdit } from './commands/edit.ts'
import { explainCustomer } from './commands/explain.ts'
import { erasures } from './commands/erasures.ts'
import { eventsReplay, eventsTail } from './commands/events.ts'
import { customersExport } from './commands/export/customers.ts'
import { eventsExport } from './commands/export/events.ts'
import { placesExport } from './commands/export/places.ts'
import { productsExport } from './commands/export/products.ts'
import { segmentsExport } from './commands/export/segments.ts'
import {
  duplicates,
  duplicatesContested,
  duplicatesDecide,
  duplicatesExport,
  duplicatesFind,
  duplicatesMerge,
} from './commands/duplicates.ts'
import {
  customersIdentifiers,
  identity,
  identityBlock,
  identityLimit,
  identityUnblock,
} from './commands/identity.ts'
import { fields, fieldsChange, fieldsCreate, fieldsShow, fieldsType } from './commands/fields.ts'
import { folders, foldersChange, foldersCreate, foldersDelete } from './commands/folders.ts'
import { forms, formsChange, formsCreate, formsDelete, formsShow } from './commands/forms.ts'
import { importOrders } from './commands/import/orders.ts'
import { importPlaces, importProducts } from './commands/import/products.ts'
import { importCustomers, importEvents } from './commands/import/rows.ts'
import { imports, importsCancel, importsShow } from './commands/import/runs.ts'
import { importsUndo } from './commands/imports.ts'
import { importsTemplates, importsTemplatesDelete } from './commands/import/templates.ts'
import { keys, keysCreate, keysRevoke } from './commands/keys.ts'
import {
  webhooks,
  webhooksChange,
  webhooksCreate,
  webhooksDeliveries,
  webhooksRemove,
  webhooksReplay,
  webhooksRotate,
  webhooksTest,
} from './commands/webhooks.ts'
import {
  lists,
  listsAdd,
  listsChange,
  listsCreate,
  listsFill,
  listsRemove,
} from './commands/lists.ts'
import { quality, qualityMend } from './commands/quality.ts'
import { places, placesDelete, placesSet, placesShow } from './commands/places.ts'
import { products, productsDelete, productsSet, productsShow } from './commands/products.ts'
import { promotionsClusters } from './commands/promotions/clusters.ts'
import { promotionsCoupons } from './commands/promotions/coupons.ts'
import {
  promotionsCancel,
  promotionsEvaluate,
  promotionsReserve,
  promotionsUse,
} from './commands/promotions/evaluate.ts'
import {
  promotionsPreview,
  promotionsResults,
  promotionsSchedule,
} from './commands/promotions/past.ts'
import {
  promotions,
  promotionsArchive,
  promotionsChange,
  promotionsCreate,
  promotionsPause,
  promotionsShow,
  promotionsStart,
} from './commands/promotions/saved.ts'
import { restore } from './commands/restore.ts'
import { segmentsCompare } from './commands/segments/compare.ts'
import { segmentsOverlap } from './commands/segments/overlap.ts'
import { segmentsCount } from './commands/segments/count.ts'
import { segmentsCreate } from './commands/segments/create.ts'
import { segmentsDelete } from './commands/segments/delete.ts'
import { segmentsEdit } from './commands/segments/edit.ts'
import { segmentsEffect } from './commands/segments/effect.ts'
import { segmentsFlows } from './commands/segments/flows.ts'
import { segmentsHistory } from './commands/segments/history.ts'
import { segmentsList } from './commands/segments/list.ts'
import { segmentsName } from './commands/segments/name.ts'
import { segmentsMembers } from './commands/segments/members.ts'
import { segmentsRefresh } from './commands/segments/refresh.ts'
import { segmentsSizes } from './commands/segments/sizes.ts'
import { customersMerge, customersUnmerge } from './commands/merge.ts'
import { segmentsShow } from './commands/segments/show.ts'
import { segmentsRollback, segmentsVersions } from './commands/segments/versions.ts'
import {
  sources,
  sourcesArchive,
  sourcesChange,
  sourcesCreate,
  sourcesRevoke,
  sourcesRotate,
} from './commands/sources.ts'
import { start } from './commands/start.ts'
import { status } from './commands/status.ts'
import { templatesList } from './commands/templates/list.ts'
import { templatesShow } from './commands/templates/show.ts'
import { templatesUse } from './commands/templates/use.ts'
import {
  users,
  usersInvite,
  usersList,
  usersRemove,
  usersReset,
  usersRole,
} from './commands/users.ts'
import { views, viewsCreate, viewsDelete, viewsShow } from './commands/views.ts'

/** Every command, in the order in which somebody new would want them. */
export const commands: readonly Command[] = [
  start,
  demo,
  importCustomers,
  importOrders,
  importEvents,
  importProducts,
  importPlaces,
  imports,
  importsShow,
  importsCancel,
  importsUndo,
  importsTemplates,
  importsTemplatesDelete,
  templatesList,
  templatesShow,
  templatesUse,
  segmentsList,
  segmentsShow,
  segmentsCreate,
  segmentsName,
  segmentsEffect,
  segmentsEdit,
  segmentsVersions,
  segmentsRollback,
  segmentsCount,
  segmentsOverlap,
  segmentsCompare,
  segmentsMembers,
  segmentsExport,
  segmentsHistory,
  segmentsSizes,
  segmentsFlows,
  segmentsRefresh,
  segmentsDelete,
  conditionsParse,
  conditionsPrint,
  conditionsRead,
  clustersList,
  clustersShow,
  clustersCreate,
  clustersRemove,
  promotions,
  promotionsCreate,
  promotionsShow,
  promotionsChange,
  promotionsPreview,
  promotionsStart,
  promotionsSchedule,
  promotionsPause,
  promotionsArchive,
  promotionsResults,
  promotionsClusters,
  promotionsCoupons,
  promotionsEvaluate,
  promotionsReserve,
  promotionsUse,
  promotionsCancel,
  customers,
  customersShow,
  customersIdentifiers,
  customersHistory,
  customersSegments,
  customersMeets,
  explainCustomer,
  customersEdit,
  customersMerge,
  customersUnmerge,
  customersExport,
  eventsTail,
  eventsReplay,
  eventsExport,
  sources,
  sourcesCreate,
  sourcesChange,
  sourcesRotate,
  sourcesRevoke,
  sourcesArchive,
  products,
  productsShow,
  productsSet,
  productsDelete,
  productsExport,
  places,
  placesShow,
  placesExport,
  placesSet,
  placesDelete,
  duplicates,
  duplicatesFind,
  duplicatesContested,
  duplicatesExport,
  duplicatesDecide,
  duplicatesMerge,
  identity,
  identityBlock,
  identityUnblock,
  identityLimit,
  quality,
  qualityMend,
  fields,
  fieldsShow,
  fieldsCreate,
  fieldsChange,
  fieldsType,
  fieldsCalculate,
  calculated,
  calculatedReady,
  calculatedShow,
  calculatedChange,
  forms,
  formsShow,
  formsCreate,
  formsChange,
  formsDelete,
  lists,
  listsCreate,
  listsFill,
  listsAdd,
  listsRemove,
  listsChange,
  views,
  viewsShow,
  viewsCreate,
  viewsDelete,
  folders,
  foldersCreate,
  foldersChange,
  foldersDelete,
  users,
  usersList,
  usersInvite,
  usersRole,
  usersReset,
  usersRemove,
  keys,
  keysCreate,
  keysRevoke,
  auditList,
  auditVerify,
  webhooks,
  webhooksCreate,
  webhooksChange,
  webhooksTest,
  webhooksDeliveries,
  webhooksReplay,
  webhooksRotate,
  webhooksRemove,
  backup,
  restore,
  erasures,
  status,
  doctor,
]
