import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Readable } from 'node:stream'
import type { Upload } from '../../../api/client.ts'
import type { Json } from '../../../api/parts.ts'
import type { Given } from '../../../api/route.ts'
import type { Routes } from '../../../api/routes.ts'
import { failure, Refusal } from '../../../domain/failure.ts'
import type { Session } from '../../session.ts'
import type { Import, OrderImport, RowImport } from '../../wait.ts'
import { makeFields } from './columns.ts'

type NewImport = NonNullable<Given<Routes['imports']['create']>['body']>

/** What the columns mean, as the API takes it. */
export type Wanted = NonNullable<Extract<NewImport, { kind: 'orders' }>['options']> & {
  readonly fields: Readonly<Record<string, string>>
  readonly properties: Readonly<Record<string, string>>
}

/**
 * The same with the columns of missing fields as properties, which need not be made: so that the file can
 * be looked at before there is anything of it.
 */
export function asProperties(wanted: Wanted, missing: readonly string[]): Wanted {
  const fields = Object.entries(wanted.fields)
  const lacking = fields.filter(([name]) => missing.includes(name))
  return {
    ...wanted,
    fields: Object.fromEntries(fields.filter(([name]) => !missing.includes(name))),
    properties: {
      ...wanted.properties,
      // Under names that neither items nor the person's own properties have.
      ...Object.fromEntries(lacking.map(([name, column]) => [`field ${name}`, column])),
    },
  }
}

/** A file, and how large it is. */
export type Source = { readonly file: string; readonly bytes: number | undefined }

/** Begins an import and sends its file. One that is refused leaves no import behind. */
export async function send(
  session: Session,
  source: Source,
  { wanted, template }: { readonly wanted: Wanted; readonly template: string | undefined },
): Promise<OrderImport> {
  const fileName = basename(source.file)
  const by = template === undefined ? {} : { template }
  const body = { kind: 'orders', fileName, ...by, options: wanted } as const
  return (await begin(session, source, body)) as OrderImport
}

/** What a file of rows is said to be. */
export type RowBody = Omit<Exclude<NewImport, { kind: 'orders' }>, 'fileName'>

/** The same for a file of any kind, under another name than its own where one is given. */
export async function begin(
  session: Session,
  source: Source,
  wanted: (Omit<NewImport, 'fileName'> | RowBody) & { readonly fileName?: string | undefined },
): Promise<Import> {
  const body = { ...wanted, fileName: wanted.fileName ?? basename(source.file) } as NewImport
  const made = await session.ask(session.routes.imports.create, { body })
  try {
    return await upload(session, made.id, source)
  } catch (error) {
    await giveUp(session, made)
    throw error
  }
}

/** Says more of it before it starts. */
export async function changeImport(
  session: Session,
  { id }: RowImport,
  options: RowBody['options'],
  template?: string,
): Promise<RowImport> {
  const body = {
    options: options as Record<string, Json>,
    ...(template === undefined ? {} : { template }),
  }
  return (await session.ask(session.routes.imports.change, { params: { id }, body })) as RowImport
}

/** With its fields, which are made now that all is agreed on. */
export async function sendAgain(
  session: Session,
  source: Source,
  agreed: {
    readonly looked: Import
    readonly missing: readonly string[]
    readonly wanted: Wanted
    readonly template: string | undefined
  },
): Promise<OrderImport> {
  await giveUp(session, agreed.looked)
  await makeFields(session, agreed.missing)
  return await send(session, source, agreed)
}

/** Where that fails, the server does it after a week. */
export async function giveUp({ ask, routes }: Session, { id }: Import): Promise<void> {
  await ask(routes.imports.cancel, { params: { id } }).catch(() => {})
}

/** The file of that name, or standard input; refused where there is none. */
export async function sourceOf(file: string): Promise<Source> {
  if (file === '-') return { file, bytes: undefined }
  const found = await stat(file).catch(() => undefined)
  if (found?.isFile() === true) return { file, bytes: found.size }
  throw new Refusal(
    failure('not_found', `There is no file ${JSON.stringify(file)}`, { where: 'FILE' }),
  )
}

async function upload(session: Session, id: number, source: Source): Promise<Import> {
  // Node's fetch takes any async iterable, which the type of a browser's does not know.
  const body = sending(session, source) as unknown as Upload
  return await session.ask(session.routes.imports.upload, { params: { id } }, { upload: body })
}

/**
 * The bytes of the file as they are asked for, told as they go. A listener would have them read before
 * anybody asks, and what is read until the connection stands would be lost.
 */
async function* sending(session: Session, { file, bytes }: Source): AsyncGenerator<Buffer> {
  const source: Readable =
    file === '-' ? process.stdin : createReadStream(file, { highWaterMark: 1024 * 1024 })
  let sent = 0
  for await (const chunk of source as AsyncIterable<Buffer>) {
    sent += chunk.length
    session.output.progress('Sending', sent, bytes)
    yield chunk
  }
}
