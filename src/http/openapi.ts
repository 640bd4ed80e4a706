import swagger from '@fastify/swagger'
import type { FastifyInstance } from 'fastify'
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod'
import { chapters } from './route.ts'

/** The document of the API, OpenAPI 3.1, made from the same schemas that check requests. */
export async function describeApi(app: FastifyInstance, version: string): Promise<void> {
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
      components: { securitySchemes: { key: { type: 'http', scheme: 'bearer' } } },
      security: [{ key: [] }],
    },
    transform: jsonSchemaTransform,
    transformObject: jsonSchemaTransformObject,
  })
}

/** Serves the document. Call it after every route has been registered. */
export function serveDocument(app: FastifyInstance): void {
  app.get(
    '/openapi.json',
    { schema: { hide: true }, config: { scope: 'read' } },
    (_request, reply) => reply.type('application/json').send(app.swagger()),
  )
}
