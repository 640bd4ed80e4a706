import type { FastifyInstance } from 'fastify'
import { routes } from '../../api/routes.ts'
import type { CustomerWrite } from '../../domain/arrival.ts'
import { normalIdentifier } from '../../domain/customer/identity.ts'
import { failure, isFailure, orRefuse, Refusal } from '../../domain/failure.ts'
import { findCustomer, readIdentities, identifierKey } from '../../store/clickhouse/identities.ts'
import { readShop } from '../../store/operational/meta.ts'
import { resolveMerged } from '../../store/clickhouse/merged.ts'
import { bringAndWait } from '../arrive.ts'
import { calculatedValues, calculationsNow, showCalculated } from '../calculatedValues.ts'
import { provenanceOf, readCustomers, type ShownCustomer } from '../customer.ts'
import { customerList } from '../customerList.ts'
import { found } from '../found.ts'
import { given } from '../given.ts'
import { historyPage } from '../history.ts'
import { identifiersPage } from '../identifiers.ts'
import { placeValues } from '../place.ts'
import { serve } from '../route.ts'
import type { Works } from '../works.ts'
import { serveCustomerPage } from './customerPage.ts'
import { serveMerges } from './merges.ts'

/** Customers: list, create, read, change, delete. What is on her page besides: `customerPage.ts`. */
export function serveCustomers(app: FastifyInstance, works: Works): void {
  serve(app, routes.customers.list, async ({ query }, { signal }) => {
    const { condition, ...rest } = query
    return await customerList(works, { ...rest, text: condition }, signal)
  })
  serve(app, routes.customers.query, async ({ body }, { signal }) =>
    customerList(works, body, signal),
  )
  serve(app, routes.customers.create, async ({ body }, call) => {
    const { identifiers, fields, source } = body
    const write = { identifiers, fields }
    const arrival = arrivalOf('upsert', write, source)
    const { position, applied } = await bringAndWait(works, arrival, call)
    if (!applied) return { position, applied }
    return (await withIdentifiers(works, identifiers, call.signal)) ?? { position, applied }
  })
  serve(app, routes.customers.read, async ({ params, query }, { signal, reply }) => {
    const id = await nowOf(works, params.id, signal)
    if (id !== params.id) reply.code(301).header('location', `/api/customers/${id}`)
    const placed = await withPlace(works, await readOne(works, id, signal), signal)
    const customer = await withCalculated(works, placed, signal)
    if (query.provenance === 'false') return customer
    return { ...customer, provenance: await provenanceOf(works, id, signal) }
  })
  serve(app, routes.customers.history, async ({ params, query }, { signal }) => {
    await readOne(works, params.id, signal)
    return await historyPage(works, params.id, query, signal)
  })
  serve(app, routes.customers.identifiers, async ({ params }, { signal }) => {
    const id = await nowOf(works, params.id, signal)
    return { items: await identifiersPage(works, id) }
  })
  serve(app, routes.customers.find, async ({ params }, { signal }) => {
    const { country } = await readShop(works.operational.db)
    const value = orRefuse(normalIdentifier(params.kind, params.value, country))
    const id = await findCustomer(works.database, { kind: params.kind, value })
    const customer = await readOne(works, found(id, 'customer', `${params.kind}`), signal)
    return await withCalculated(works, await withPlace(works, customer, signal), signal)
  })
  serve(app, routes.customers.findMany, async ({ body }) => ({
    items: await whose(works, body.identifiers),
  }))
  serve(app, routes.customers.change, async ({ params, body }, call) => {
    await readOne(works, params.id, call.signal)
    const write = { customer: params.id, fields: body.fields }
    const arrival = arrivalOf('patch', write, body.source)
    const { position, applied } = await bringAndWait(works, arrival, call)
    return applied ? await readOne(works, params.id, call.signal) : { position, applied }
  })
  serve(app, routes.customers.remove, async ({ params }, call) => {
    await readOne(works, params.id, call.signal)
    const arrival = { kind: 'delete customer', customer: params.id } as const
    const { position, applied } = await bringAndWait(works, arrival, call)
    return { position, applied }
  })
  serve(app, routes.customers.lift, async ({ body }, call) => {
    const arrival = { kind: 'lift tombstone', identifiers: body.identifiers } as const
    const { position, applied } = await bringAndWait(works, arrival, call)
    return { position, applied }
  })
  serveCustomerPage(app, works)
  serveMerges(app, works)
}

function arrivalOf(mode: 'upsert' | 'patch', customer: CustomerWrite, source: string | undefined) {
  return { kind: 'customers' as const, mode, customers: [customer], ...given({ source }) }
}

async function readOne(works: Works, id: string, signal: AbortSignal): Promise<ShownCustomer> {
  refuseTooGreat(id)
  const [customer] = await readCustomers(works, [id], signal)
  return found(customer, 'customer')
}

/** Her id, or that of the one into whom she was merged. */
async function nowOf(works: Works, id: string, signal: AbortSignal): Promise<string> {
  refuseTooGreat(id)
  return (await resolveMerged(works.database, [id], { signal })).get(id) ?? id
}

async function withPlace(works: Works, customer: ShownCustomer, signal: AbortSignal) {
  return { ...customer, place: await placeValues(works, customer, signal) }
}

async function withCalculated<T extends ShownCustomer>(
  works: Works,
  shown: T,
  signal: AbortSignal,
) {
  const fields = await calculationsNow(works)
  const at = { now: works.clock(), signal }
  const values = await calculatedValues(works, [shown.id], fields, at)
  return { ...shown, calculated: showCalculated(values.get(shown.id), fields) }
}

/** Ids are below 2^63; what is longer than the engine's numbers is nobody's. */
function refuseTooGreat(id: string): void {
  if (BigInt(id) < 2n ** 63n) return
  throw new Refusal(failure('not_found', 'There is no customer of that id', { where: 'id' }))
}

/** Who has those identifiers now. */
async function withIdentifiers(
  works: Works,
  identifiers: Readonly<Record<string, string | readonly string[]>>,
  signal: AbortSignal,
): Promise<ShownCustomer | undefined> {
  const { country } = await readShop(works.operational.db)
  const wanted = Object.entries(identifiers).flatMap(([kind, values]) =>
    [values]
      .flat()
      .map((value) => ({ kind, value: orRefuse(normalIdentifier(kind, value, country)) })),
  )
  const ids = await readIdentities(works.database, wanted)
  const id = wanted.map((each) => ids.get(identifierKey(each))).find((each) => each !== undefined)
  return id === undefined ? undefined : await readOne(works, id, signal)
}

/** Whose identifiers are, as they were given, or what is wrong with them. */
async function whose(
  works: Works,
  given: readonly { readonly kind: string; readonly value: string }[],
) {
  const { country } = await readShop(works.operational.db)
  const read = given.map(({ kind, value }) => ({
    kind,
    value,
    normal: normalIdentifier(kind, value, country),
  }))
  const sound = read.flatMap(({ kind, normal }) =>
    isFailure(normal) ? [] : [{ kind, value: normal }],
  )
  const owners = await readIdentities(works.database, sound)
  return read.map(({ kind, value, normal }) =>
    isFailure(normal)
      ? { kind, value, customer: null, problem: normal.message }
      : {
          kind,
          value,
          customer: owners.get(identifierKey({ kind, value: normal })) ?? null,
          problem: null,
        },
  )
}
