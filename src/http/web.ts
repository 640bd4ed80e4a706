import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

const mediaTypes: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml; charset=utf-8',
  '.woff2': 'font/woff2',
}

/** What is packed already, so that packing it again only costs time. */
const packed = new Set(['.woff2'])

/** Its own scripts, styles and fonts, its own API, and nothing from anywhere else. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "font-src 'self'",
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ')

/**
 * The first part of the addresses of pages: small letters and hyphens, and none that the server itself
 * answers to, so that what is missing there is answered by it.
 */
const aPage = '^(?!(?:api|v1|docs|assets|demo|healthz|readyz|metrics)$)[a-z][a-z-]*$'

type File = { readonly bytes: Buffer; readonly tag: string; readonly type: string }
type Coding = 'br' | 'gzip' | 'identity'

/**
 * Serves the web app as `scripts/buildWeb.mjs` has built it. Any address of a page gives the same document;
 * which page it is, the app finds out. Nothing of it is about anybody, so that no key is needed. Where it
 * has not been built there are no pages.
 */
export function serveWeb(app: FastifyInstance, folder: string): void {
  // Of its source, beside which a program run from TypeScript lies, there is a document too, but nothing that it loads.
  if (!existsSync(join(folder, 'assets'))) return
  const files = new Files(folder)
  const open = { schema: { hide: true }, config: { scope: 'none' } } as const
  const page = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    reply.header('content-security-policy', policy).header('cache-control', 'no-cache')
    return await send(request, reply, files, 'index.html')
  }
  app.get('/', open, page)
  app.get(`/:page(${aPage})`, open, page)
  app.get(`/:page(${aPage})/*`, open, page)
  for (const name of files.names.filter((each) => each.startsWith('assets/'))) {
    app.get(`/${name}`, open, async (request, reply) => {
      // Its name has a digest of what it says: under that name it never says anything else.
      reply.header('cache-control', 'public, max-age=31536000, immutable')
      return await send(request, reply, files, name)
    })
  }
}

async function send(
  request: FastifyRequest,
  reply: FastifyReply,
  files: Files,
  name: string,
): Promise<FastifyReply> {
  const coding = codingFor(name, request.headers['accept-encoding'] ?? '')
  const { bytes, tag, type } = await files.read(name, coding)
  reply.header('etag', tag).header('vary', 'accept-encoding').type(type)
  if (request.headers['if-none-match'] === tag) return await reply.code(304).send()
  if (coding !== 'identity') reply.header('content-encoding', coding)
  return await reply.send(bytes)
}

function codingFor(name: string, accepted: string): Coding {
  if (packed.has(extname(name))) return 'identity'
  if (/\bbr\b/.test(accepted)) return 'br'
  return /\bgzip\b/.test(accepted) ? 'gzip' : 'identity'
}

/**
 * The files of a folder as they are at the start, so that those of one build are served together though
 * another is made beside; each packed when it is first asked for, and kept. Together they are two megabytes.
 */
class Files {
  readonly #bytes: ReadonlyMap<string, Buffer>
  readonly #kept = new Map<string, Promise<File>>()

  constructor(folder: string) {
    const assets = readdirSync(join(folder, 'assets')).map((name) => `assets/${name}`)
    this.#bytes = new Map(
      ['index.html', ...assets].map((name) => [name, readFileSync(join(folder, name))]),
    )
  }

  get names(): readonly string[] {
    return [...this.#bytes.keys()]
  }

  async read(name: string, coding: Coding): Promise<File> {
    const key = `${coding} ${name}`
    const kept = this.#kept.get(key) ?? this.#make(name, coding)
    this.#kept.set(key, kept)
    // What could not be read is not kept as that.
    kept.catch(() => this.#kept.delete(key))
    return await kept
  }

  async #make(name: string, coding: Coding): Promise<File> {
    const bytes = await pack(this.#bytes.get(name) ?? Buffer.alloc(0), coding)
    const digest = createHash('sha256').update(bytes).digest('base64url').slice(0, 22)
    return {
      bytes,
      tag: `"${digest}"`,
      type: mediaTypes[extname(name)] ?? 'application/octet-stream',
    }
  }
}

async function pack(bytes: Buffer, coding: Coding): Promise<Buffer> {
  switch (coding) {
    case 'br':
      return await promisify(brotliCompress)(bytes, {
        params: { [constants.BROTLI_PARAM_QUALITY]: 9 },
      })
    case 'gzip':
      return await promisify(gzip)(bytes, { level: 9 })
    case 'identity':
      return bytes
  }
}
