import type { FastifyInstance } from 'fastify'
import type { Json } from '../../api/parts.ts'
import { routes } from '../../api/routes.ts'
import type { CustomersArrival } from '../../domain/arrival.ts'
import { normalIdentifier } from '../../domain/customer/identity.ts'
import { failure, orRefuse, Refusal } from '../../domain/failure.ts'
import { findCustomer, identifierKey, readIdentities } from '../../store/clickhouse/identities.ts'
import { resolveMerged } from '../../store/clickhouse/merged.ts'
import { bringAndWait } from '../arrive.ts'
import { readCustomers } from '../customer.ts'
import { vocabularyOf, type Vocabulary } from '../questions.ts'
import { serve, type Call } from '../route.ts'
import {
  documentKind,
  documents,
  fieldsWanted,
  named,
  readDocument,
  type Written,
} from '../vtex/document.ts'
import { idIn } from '../vtex/filter.ts'
import { demandWhole } from '../vtex/whole.ts'
import type { Works } from '../works.ts'

/** Documents of VTEX's Master Data, one by one: written as what arrives by our own API is. */
export function serveDocuments(app: FastifyInstance, works: Works): void {
  serve(app, routes.masterData.create, async ({ body }, call) => {
    const vocabulary = await vocabularyOf(works)
    const document = named(readDocument(body, vocabulary))
    await write(works, call, { mode: 'create', document, vocabulary })
    return await madeOf(works, document, vocabulary, call)
  })
  serve(app, routes.masterData.put, async ({ body }, call) => {
    const vocabulary = await vocabularyOf(works)
    const said = typeof body['id'] === 'string' ? body['id'] : undefined
    if (said === undefined) {
      const document = named(readDocument(body, vocabulary))
      await write(works, call, { mode: 'upsert', document, vocabulary })
      return await madeOf(works, document, vocabulary, call)
    }
    await change(works, call, { id: said, body, vocabulary, makes: true })
    return writtenOf(await documentNow(works, said, call.signal), call)
  })
  serve(app, routes.masterData.read, async ({ params, query }, { signal }) => {
    const id = await documentNow(works, params.id, signal)
    const vocabulary = await vocabularyOf(works)
    const wanted = fieldsWanted(query._fields)
    const [document] = await documents(works, [id], { wanted, vocabulary, signal })
    if (document === undefined) throw noDocument()
    return document
  })
  serve(app, routes.masterData.replace, async ({ params, body }, call) => {
    const vocabulary = await vocabularyOf(works)
    await change(works, call, { id: params.id, body, vocabulary, makes: true, whole: true })
    return null
  })
  serve(app, routes.masterData.change, async ({ params, body }, call) => {
    const vocabulary = await vocabularyOf(works)
    await change(works, call, { id: params.id, body, vocabulary })
    return null
  })
  serve(app, routes.masterData.remove, async ({ params }, call) => {
    const customer = await documentNow(works, params.id, call.signal)
    demandApplied(await bringAndWait(works, { kind: 'delete customer', customer }, call))
    return null
  })
}

type Changing = {
  readonly id: string
  readonly body: Readonly<Record<string, Json>>
  readonly vocabulary: Vocabulary
  /** Where there is none of that id, one is made that is known by it. */
  readonly makes?: true
  /** What is not said is taken away. */
  readonly whole?: true
}

async function change(works: Works, call: Call, asked: Changing): Promise<void> {
  const { id, body, vocabulary, makes, whole } = asked
  const customer = await documentIfAny(works, id, call.signal)
  if (customer === undefined) {
    if (makes === undefined) throw noDocument()
    const { identifiers, fields } = readDocument(body, vocabulary)
    const document = {
      identifiers: { ...identifiers, [documentKind]: id.replace(/^CL-/, '') },
      fields,
    }
    await write(works, call, { mode: 'upsert', document, vocabulary })
    return
  }
  const [before] = await readCustomers(works, [customer], call.signal)
  if (before === undefined) throw noDocument()
  const document = readDocument(body, vocabulary, before)
  const gone = whole === undefined ? [] : Object.keys(before.fields)
  const cleared = Object.fromEntries(gone.map((name) => [name, null]))
  const fields = { ...cleared, ...document.fields }
  await write(works, call, {
    mode: 'patch',
    customer,
    document: { ...document, fields },
    vocabulary,
  })
}

type Writing = {
  readonly mode: CustomersArrival['mode']
  readonly customer?: string
  readonly document: Written
  readonly vocabulary: Vocabulary
}

async function write(works: Works, call: Call, writing: Writing): Promise<void> {
  const { mode, customer, document, vocabulary } = writing
  const who = customer === undefined ? {} : { customer }
  // Of a new document the loader refuses as a whole whoever is there already.
  const asked = mode === 'create' ? { ...document, identifiers: {} } : document
  await demandWhole(works, { ...who, document: asked, vocabulary }, call)
  const customers = [{ ...who, ...document }]
  const arrival = { kind: 'customers', mode, customers, source: 'vtex' } as const
  demandApplied(await bringAndWait(works, arrival, call))
}

/** It is kept, but whoever asked for its id, or that it be done, cannot be told so yet. */
function demandApplied({ applied }: { readonly applied: boolean }): void {
  if (applied) return
  throw new Refusal(
    failure('unavailable', 'It is kept and will be taken in, which takes longer than usual', {
      fix: 'Ask for the document in a while; sending it again does no harm.',
    }),
  )
}

async function madeOf(works: Works, { identifiers }: Written, { values }: Vocabulary, call: Call) {
  const wanted = Object.entries(identifiers).map(([kind, value]) => ({
    kind,
    value: orRefuse(normalIdentifier(kind, value, values.country)),
  }))
  const ids = await readIdentities(works.database, wanted)
  const id = wanted.map((each) => ids.get(identifierKey(each))).find((each) => each !== undefined)
  if (id === undefined) throw noDocument()
  return writtenOf(id, call)
}

function writtenOf(documentId: string, { request }: Call) {
  const href = `${request.protocol}://${request.host}/api/dataentities/CL/documents/${documentId}`
  const id = `CL-${documentId}`
  return { Id: id, Href: href, DocumentId: documentId, id, href, documentId }
}

/** The customer who is meant by a document's id: ours, that of who was merged into her, or one that VTEX gave. */
export async function documentNow(works: Works, id: string, signal: AbortSignal): Promise<string> {
  const found = await documentIfAny(works, id, signal)
  if (found === undefined) throw noDocument()
  return found
}

async function documentIfAny(
  works: Works,
  id: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const own = idIn(id)
  if (own !== undefined) {
    const now = (await resolveMerged(works.database, [own], { signal })).get(own) ?? own
    const [there] = await readCustomers(works, [now], signal)
    if (there !== undefined) return there.id
  }
  const value = normalIdentifier(documentKind, id.replace(/^CL-/, ''), '')
  if (typeof value !== 'string') return undefined
  return await findCustomer(works.database, { kind: documentKind, value })
}

function noDocument(): Refusal {
  return new Refusal(failure('not_found', 'There is no document of that id', { where: 'id' }))
}
