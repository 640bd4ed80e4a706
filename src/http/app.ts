import { randomUUID } from 'node:crypto'
import Fastify, { LogController, type FastifyBaseLogger, type FastifyInstance } from 'fastify'
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod'
import type { Logger } from 'pino'
import { demandKeys, type Recognise } from './auth.ts'
import type { PublicUrl } from './browser.ts'
import { addHeaders, checkHost } from './headers.ts'
import { answerNotFound } from './notFound.ts'
import { answerProblem, answerUnreadable, notTaken } from './problem.ts'
import { abortWithSocket } from './route.ts'

export type AppOptions = {
  readonly log: Logger
  readonly recognise: Recognise
  /** Whose session's token this is; left out, nobody signs in. */
  readonly signedIn?: Recognise
  readonly publicUrl?: PublicUrl
  /** Whose word is taken for the address that a request comes from: proxies in front, as addresses and networks. */
  readonly proxies?: readonly string[]
  /** Of a body that is no upload; uploads are streamed to disk and have no such bound. */
  readonly bodyLimitBytes: number
  /** Names besides those of loopback that a Host header may have. */
  readonly hosts: readonly string[] | 'any'
}

/** A server without routes: who may ask, what is logged, how refusals look. */
export function makeApp(options: AppOptions): FastifyInstance {
  // What the framework itself has to say at a start is nobody's news: who starts us says it better.
  const level = options.log.isLevelEnabled('warn') ? 'warn' : options.log.level
  const logger: FastifyBaseLogger = options.log.child({}, { level })
  const app = Fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomUUID(),
    requestIdHeader: false,
    trustProxy: options.proxies === undefined ? false : [...options.proxies],
    bodyLimit: options.bodyLimitBytes,
    routerOptions: { maxParamLength: 1_000 },
    exposeHeadRoutes: true,
    forceCloseConnections: 'idle',
    frameworkErrors: (error, request, reply) => void answerProblem(error, request, reply),
    clientErrorHandler: answerUnreadable,
  })
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  app.setErrorHandler(answerProblem)
  addHeaders(app, options.publicUrl)
  checkHost(app, options.hosts, options.publicUrl)
  abortWithSocket(app)
  logAnswers(app, options.log)
  const { recognise, publicUrl, signedIn = async () => await Promise.resolve(undefined) } = options
  demandKeys(app, { recognise, signedIn, publicUrl })
  takeBodies(app)
  app.setNotFoundHandler(answerNotFound)
  return app
}

/** JSON everywhere, except where a route takes a file, as bytes. */
function takeBodies(app: FastifyInstance): void {
  app.removeContentTypeParser('text/plain')
  app.addContentTypeParser('application/octet-stream', (request, payload, done) => {
    if (request.routeOptions.config.upload === true) return done(null, payload)
    done(notTaken('application/octet-stream'))
  })
}

/** One line an answer: the route as the table has it, never the address or a body, which name people. */
function logAnswers(app: FastifyInstance, log: Logger): void {
  app.addHook('onResponse', (request, reply, next) => {
    const level = reply.statusCode >= 500 ? 'warn' : 'debug'
    log[level](
      {
        request: request.id,
        method: request.method,
        route: request.routeOptions.url,
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime),
      },
      'answered',
    )
    next()
  })
}

/** In-flight answers get this long after a stop was asked for; then their queries are aborted. */
const graceMs = 2_000

/** Takes no more requests, lets those under way end within the grace, then cuts them off. */
export async function closeApp(app: FastifyInstance): Promise<void> {
  const cut = setTimeout(() => app.server.closeAllConnections(), graceMs)
  try {
    await app.close()
  } finally {
    clearTimeout(cut)
  }
}
