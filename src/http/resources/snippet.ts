import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { gzipSync } from 'node:zlib'
import type { FastifyInstance } from 'fastify'
import { routes } from '../../api/routes.ts'
import { failure, Refusal } from '../../domain/failure.ts'
import { serveStream } from '../route.ts'

/** Made by `scripts/buildSnippet.mjs` out of src/snippet. */
const file = new URL('../../../dist/snippet/clientela.js', import.meta.url)

/** Pages ask again after so long, and are mostly told that it is what they have. */
const caching = 'public, max-age=300, stale-while-revalidate=86400'

type Snippet = { readonly plain: Buffer; readonly packed: Buffer; readonly tag: string }

/** What pages of shops load, the same for all of them: who it sends for is said in the page. */
export function serveSnippet(open: FastifyInstance): void {
  let snippet: Snippet | undefined
  serveStream(open, routes.tracking.snippet, async (_taken, { request, reply }) => {
    const { plain, packed, tag } = (snippet ??= await readSnippet())
    reply.headers({ etag: tag, 'cache-control': caching, vary: 'accept-encoding' })
    if (request.headers['if-none-match'] === tag) return await reply.code(304).send()
    reply.type('text/javascript; charset=utf-8')
    const isPacked = /\bgzip\b/.test(request.headers['accept-encoding'] ?? '')
    if (isPacked) reply.header('content-encoding', 'gzip')
    return await reply.send(isPacked ? packed : plain)
  })
}

async function readSnippet(): Promise<Snippet> {
  let plain: Buffer
  try {
    plain = await readFile(file)
  } catch {
    throw new Refusal(
      failure('unavailable', 'The snippet is not built', { fix: 'Build it: npm run build.' }),
    )
  }
  const tag = `W/"${createHash('sha256').update(plain).digest('base64url').slice(0, 22)}"`
  return { plain, packed: gzipSync(plain, { level: 9 }), tag }
}
