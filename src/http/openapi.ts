import Fastify, { type FastifyInstance, type RouteOptions } from 'fastify'
import {
  jsonSchemaTransform,
  jsonSchemaTransformObject,
  serializerCompiler,
  validatorCompiler,
} from 'fastify-type-provider-zod'
import { chapters } from './route.ts'

/**
 * Serves the document of the API, OpenAPI 3.1, made from the same schemas that check requests, of every
 * route that is registered after this call. It is made when somebody first asks for it: what few read
 * no start should wait for.
 */
export function serveDocument(app: FastifyInstance, version: string): void {
  const served: RouteOptions[] = []
  app.addHook('onRoute', (route) => {
    // Heads answer to the same as what they are the heads of.
    if (route.method !== 'HEAD') served.push(route)
  })
  let document: Promise<object> | undefined
  app.get(
    '/openapi.json',
    { schema: { hide: true }, config: { scope: 'running:read' } },
    async (_request, reply) => {
      document ??= makeDocument(served, version)
      return await reply.type('application/json').send(await document)
    },
  )
}

/** From a server with the same routes, which listens nowhere and has nobody behind them. */
async function makeDocument(served: readonly RouteOptions[], version: string): Promise<object> {
  const { default: swagger } = await import('@fastify/swagger')
  const app = Fastify()
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Clientela',
        version,
        description: 'Customer segmentation: exact, live, explained.',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      tags: chapters,
      components: {
        securitySchemes: {
          key: { type: 'http', scheme: 'bearer' },
          writeKey: { type: 'http', scheme: 'basic' },
          session: { type: 'apiKey', in: 'cookie', name: 'clientela_session' },
        },
      },
      security: [{ key: [] }, { session: [] }],
    },
    transform: jsonSchemaTransform,
    transformObject: jsonSchemaTransformObject,
  })
  for (const { method, url, schema = {} } of served) {
    app.route({ method, url, schema, handler: (_request, reply) => reply.send() })
  }
  await app.ready()
  return app.swagger()
}
