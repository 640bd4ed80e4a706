import type { FastifyInstance } from 'fastify'
import { found } from './found.ts'

/** The picture of a product of the demo shop, as SVG; undefined where there is none of that id. */
export type PictureOf = (product: string) => Promise<string | undefined>

/**
 * The drawn pictures of the demo shop's products. Nothing in them is about people, and what shows them
 * (mail, a shop's page) has no key: they need none.
 */
export function servePictures(app: FastifyInstance, pictureOf: PictureOf): void {
  app.get<{ Params: { file: string } }>(
    '/demo/images/:file',
    { schema: { hide: true }, config: { scope: 'none' } },
    async ({ params: { file } }, reply) => {
      const drawn = file.endsWith('.svg') ? await pictureOf(file.slice(0, -4)) : undefined
      // Before any header is set: a refusal is not to be kept for an hour.
      const picture = found(drawn, 'picture', 'name')
      return await reply
        .type('image/svg+xml; charset=utf-8')
        .header('cache-control', 'public, max-age=3600')
        .header('cross-origin-resource-policy', 'cross-origin')
        .send(picture)
    },
  )
}
