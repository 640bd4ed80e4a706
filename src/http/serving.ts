import type { AddressInfo } from 'node:net'
import type { FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import { routes } from '../api/routes.ts'
import { failure, Refusal, type Failure } from '../domain/failure.ts'
import { closeApp, makeApp } from './app.ts'
import { noteAnswers } from './audit.ts'
import { byKey, bySession } from './callers.ts'
import { Latest } from './latest.ts'
import { serveDocs } from './docs.ts'
import { serveMetrics } from './metrics.ts'
import { offersReader } from './offers.ts'
import { serveDocument } from './openapi.ts'
import { servePictures, type PictureOf } from './pictures.ts'
import { serveActivity } from './resources/activity.ts'
import { serveAnalysis, serveComparisons } from './resources/analysis.ts'
import { serveArrivals } from './resources/arrivals.ts'
import { serveAudit } from './resources/audit.ts'
import { serveBackups } from './resources/backups.ts'
import { serveCarts } from './resources/carts.ts'
import { serveClusters } from './resources/clusters.ts'
import { serveCoupons } from './resources/coupons.ts'
import { serveCustomers } from './resources/customers.ts'
import { serveEventNames } from './resources/eventNames.ts'
import { serveExports } from './resources/exports.ts'
import { serveDuplicates } from './resources/duplicates.ts'
import { serveEdits } from './resources/edits.ts'
import { serveCalculated } from './resources/calculated.ts'
import { serveExternalPromotions } from './resources/externalPromotions.ts'
import { serveFields } from './resources/fields.ts'
import { serveForms } from './resources/forms.ts'
import { serveFolders } from './resources/folders.ts'
import { serveImportTemplates } from './resources/importTemplates.ts'
import { serveImports } from './resources/imports.ts'
import { serveJobs } from './resources/jobs.ts'
import { serveFeed } from './resources/feed.ts'
import { serveKeys } from './resources/keys.ts'
import { serveWebhooks } from './resources/webhooks.ts'
import { serveLedger } from './resources/ledger.ts'
import { serveLists } from './resources/lists.ts'
import { serveMasterData } from './resources/masterData.ts'
import { serveMembers } from './resources/members.ts'
import { serveMessages } from './resources/messages.ts'
import { serveMovement } from './resources/movement.ts'
import { servePlaces } from './resources/places.ts'
import { serveProducts } from './resources/products.ts'
import { servePromotionPast } from './resources/promotionPast.ts'
import { servePromotionClusters } from './resources/promotionClusters.ts'
import { servePromotions } from './resources/promotions.ts'
import { serveQuality } from './resources/quality.ts'
import { serveSession } from './resources/session.ts'
import { serveSegmentFields } from './resources/segmentFields.ts'
import { serveDefinitions, serveSegments } from './resources/segments.ts'
import { serveShop } from './resources/shop.ts'
import { serveSources } from './resources/sources.ts'
import { figuresOf, serveStatus } from './resources/status.ts'
import { serveSuggestions } from './resources/suggestions.ts'
import { serveTemplates } from './resources/templates.ts'
import { serveTracking } from './resources/tracking.ts'
import { serveUsers } from './resources/users.ts'
import { serveVersions } from './resources/versions.ts'
import { serveViews } from './resources/views.ts'
import { serve } from './route.ts'
import { serveWeb } from './web.ts'
import type { Works } from './works.ts'
import { makeWriteKeys } from './writeKeys.ts'

export type ServingOptions = {
  readonly host: string
  readonly port: number
  readonly log: Logger
  /** Of who owns the data directory: it opens everything. */
  readonly localToken: string
  readonly proxies: readonly string[]
  readonly bodyLimitBytes: number
  readonly pictureOf: PictureOf
  /** Of the web app as it was built. */
  readonly webFolder: string
}

export type Serving = {
  /** `http://127.0.0.1:4100`. */
  readonly url: string
  stop(): Promise<void>
}

export type StartServing = typeof startServing

/** Serves the API until stopped. Throws a Refusal where it cannot listen there. */
export async function startServing(works: Works, options: ServingOptions): Promise<Serving> {
  const { host, port, log, localToken, bodyLimitBytes, proxies } = options
  const app = makeApp({
    log,
    recognise: byKey(works, localToken),
    signedIn: bySession(works),
    publicUrl: works.publicUrl,
    proxies,
    bodyLimitBytes,
    hosts: namesOf(host),
  })
  noteAnswers(app, works)
  // First, since it describes what is registered after it.
  serveDocument(app, works.version)
  serveAll(app, works)
  servePictures(app, options.pictureOf)
  serveWeb(app, options.webFolder)
  await app.ready()
  await listen(app, host, port)
  const { port: bound } = app.server.address() as AddressInfo
  return { url: `http://${named(host)}:${bound}`, stop: async () => await closeApp(app) }
}

async function listen(app: FastifyInstance, host: string, port: number): Promise<void> {
  try {
    await app.listen({ host, port })
  } catch (error) {
    await app.close()
    const { code = '' } = error as NodeJS.ErrnoException
    const why = unheard(code, host, port)
    throw why === undefined ? error : new Refusal(why)
  }
}

const anotherPort = 'Name another by --port or CLIENTELA_PORT; 0 takes one that is free.'
const anotherHost = 'Name one by --host or CLIENTELA_HOST; 127.0.0.1 is this machine alone.'

/** Why nobody can be heard there; undefined where that is our own mistake. */
function unheard(code: string, host: string, port: number): Failure | undefined {
  switch (code) {
    case 'EADDRINUSE':
      return failure('conflict', `Port ${port} is taken: another program listens there`, {
        where: '--port',
        fix: anotherPort,
      })
    case 'EACCES':
      return failure('invalid', `This user may not listen on port ${port}`, {
        where: '--port',
        fix: `${anotherPort} Those below 1024 are often kept for root.`,
      })
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return failure('invalid', `${host} is no address of this machine`, {
        where: '--host',
        fix: anotherHost,
      })
    default:
      return undefined
  }
}

function serveAll(app: FastifyInstance, works: Works): void {
  serveMetrics(app, () => figuresOf(works))
  serve(app, routes.health.alive, async () => await Promise.resolve({ ok: true }))
  serveStatus(app, works)
  serveShop(app, works)
  serveFields(app, works)
  serveCalculated(app, works)
  serveCustomers(app, works)
  serveDuplicates(app, works)
  serveQuality(app, works)
  serveArrivals(app, works)
  const writeKeys = makeWriteKeys(works.operational.db, works.clock)
  serveSources(app, works, writeKeys)
  serveTracking(app, works, writeKeys)
  serveMessages(app, works)
  serveEventNames(app, works)
  serveActivity(app, works)
  serveProducts(app, works)
  serveEdits(app, works)
  servePlaces(app, works)
  serveLists(app, works)
  serveFolders(app, works)
  serveForms(app, works)
  serveViews(app, works)
  serveImports(app, works)
  serveImportTemplates(app, works)
  serveSegments(app, works)
  serveSegmentFields(app, works)
  serveTemplates(app, works)
  serveSuggestions(app, works)
  serveDefinitions(app, works)
  const latest = new Latest()
  serveMembers(app, works, latest)
  serveAnalysis(app, works, latest)
  serveComparisons(app, works, latest)
  serveVersions(app, works)
  serveClusters(app, works)
  servePromotions(app, works)
  servePromotionPast(app, works)
  const offersNow = offersReader(works.operational.db)
  serveCarts(app, works, offersNow)
  serveCoupons(app, works)
  serveExternalPromotions(app, works, offersNow)
  serveMasterData(app, works)
  servePromotionClusters(app, works)
  serveLedger(app, works)
  serveMovement(app, works)
  serveExports(app, works)
  serveSession(app, works)
  serveUsers(app, works)
  serveAudit(app, works)
  serveKeys(app, works)
  serveWebhooks(app, works)
  serveFeed(app, works)
  serveJobs(app, works)
  serveBackups(app, works)
  serveDocs(app)
}

/** Where it listens for everyone, any of this machine's names may be used; else the one it was told. */
function namesOf(host: string): readonly string[] | 'any' {
  return host === '0.0.0.0' || host === '::' ? 'any' : [named(host)]
}

function named(host: string): string {
  return host.includes(':') ? `[${host}]` : host
}
