import type { IncomingMessage } from 'node:http'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'
import type { Readable } from 'node:stream'
import { EngineException } from './exception.ts'
import { readForm } from './form.ts'

/** A query as it was asked over HTTP. */
export type Asked = {
  readonly queryId: string
  readonly database: string | undefined
  readonly settings: ReadonlyMap<string, string>
  /** As they came: escaped as in TabSeparated. */
  readonly params: ReadonlyMap<string, string>
  /** Of the address; what stands in the body follows it. */
  readonly text: string
  readonly format: string
  readonly waitForEnd: boolean
  readonly body: Body
}

/** The body, decompressed, as it comes in. */
export type Body = Readable

/** Query text, or the whole data of an INSERT that must be one block: more than this is refused. */
export const maxWholeBytes = 512 * 1024 * 1024
const maxFormBytes = 64 * 1024 * 1024

/** Parameters of the address that are no settings, and say nothing here. */
const ignored: ReadonlySet<string> = new Set(
  (
    'user password quota_key role stacktrace buffer_size session_timeout session_check ' +
    'close_session client_protocol_version'
  ).split(' '),
)

/** Reads address, headers and, of a form, the body. */
export async function readRequest(
  request: IncomingMessage,
  url: URL,
  freshId: () => string,
): Promise<Asked> {
  const fields = new Map(url.searchParams)
  let body = decompressed(request)
  const boundary = boundaryOf(request)
  if (boundary !== undefined) {
    for (const [name, value] of readForm(await whole(body, maxFormBytes), boundary)) {
      if (name !== 'query' && !name.startsWith('param_')) {
        throw new EngineException(48, 'NOT_IMPLEMENTED', 'External tables are not supported here')
      }
      fields.set(name, value)
    }
    body = emptyBody(request)
  }
  const settings = settingsOf(fields)
  if (request.method === 'GET') settings.set('readonly', '1')
  return {
    queryId: fields.get('query_id') || freshId(),
    database: fields.get('database') || headerOf(request, 'x-clickhouse-database'),
    settings,
    params: new Map(
      [...fields].filter(([name]) => name.startsWith('param_')).map(([n, v]) => [n.slice(6), v]),
    ),
    text: fields.get('query') ?? '',
    format: fields.get('default_format') || headerOf(request, 'x-clickhouse-format') || 'TSV',
    waitForEnd: fields.get('wait_end_of_query') === '1',
    body,
  }
}

/** All of a body; refuses one that is longer than the limit. */
export async function whole(body: Body, limit: number): Promise<Buffer> {
  const pieces: Buffer[] = []
  let length = 0
  for await (const piece of body as AsyncIterable<Buffer>) {
    length += piece.length
    if (length > limit) {
      throw new EngineException(
        307,
        'TOO_MANY_BYTES',
        `A body that is taken whole may have ${limit} bytes`,
      )
    }
    pieces.push(piece)
  }
  return pieces.length === 1 ? (pieces[0] ?? Buffer.alloc(0)) : Buffer.concat(pieces, length)
}

export function headerOf(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name]
  return typeof value === 'string' && value !== '' ? value : undefined
}

function settingsOf(fields: ReadonlyMap<string, string>): Map<string, string> {
  const known = ['query', 'query_id', 'database', 'default_format', 'wait_end_of_query']
  const settings = new Map<string, string>()
  for (const [name, value] of fields) {
    if (known.includes(name) || ignored.has(name) || name.startsWith('param_')) continue
    refuseUnsupported(name, value)
    settings.set(name, value)
  }
  return settings
}

function refuseUnsupported(name: string, value: string): void {
  if (name === 'session_id') {
    throw new EngineException(48, 'NOT_IMPLEMENTED', 'Sessions over HTTP are not supported here')
  }
  if ((name === 'compress' || name === 'decompress') && value !== '0') {
    throw new EngineException(48, 'NOT_IMPLEMENTED', `${name} is not supported: use HTTP's own`)
  }
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
    throw new EngineException(115, 'UNKNOWN_SETTING', `Unknown setting '${name}'`)
  }
}

function decompressed(request: IncomingMessage): Body {
  const encoding = headerOf(request, 'content-encoding') ?? 'identity'
  const open = {
    identity: undefined,
    gzip: createGunzip,
    br: createBrotliDecompress,
    deflate: createInflate,
  }[encoding]
  if (encoding === 'identity') return request
  if (open === undefined) {
    throw new EngineException(89, 'UNKNOWN_COMPRESSION_METHOD', `No such encoding: ${encoding}`)
  }
  const unpacked = open()
  request.on('error', (error) => unpacked.destroy(error))
  request.on('close', () => {
    if (!request.complete) unpacked.destroy(new Error('The client has gone'))
  })
  return request.pipe(unpacked)
}

function boundaryOf(request: IncomingMessage): string | undefined {
  const type = headerOf(request, 'content-type')
  return /^multipart\/form-data;.*boundary="?([^";]+)"?/i.exec(type ?? '')?.[1]
}

/** The form has been read to its end: what is left of the request is nothing. */
function emptyBody(request: IncomingMessage): Body {
  return request
}
