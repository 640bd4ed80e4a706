import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Readable } from 'node:stream'
import type { AuditLog } from '../work/access/auditLog.ts'
import { knownCaller } from './auth.ts'
import type { Works } from './works.ts'

const subjects = new WeakMap<FastifyRequest, string>()

/** Says on what a request is, where its address does not. People by keyed hashes. */
export function noteSubject(request: FastifyRequest, subject: string): void {
  subjects.set(request, subject)
}

/**
 * Notes each of those before it is answered: what cannot be noted is answered by a failure. Bodies are not
 * noted. Nobody is let fill the log without being known: only tries to sign in are, which are throttled.
 */
export function noteAnswers(app: FastifyInstance, { audit, clock }: Works): void {
  const noted = new WeakSet<FastifyRequest>()
  app.addHook('onSend', async (request, reply, payload) => {
    const status = reply.statusCode
    if (!isToNote(request, status) || noted.has(request)) return payload
    noted.add(request)
    try {
      await audit.append({
        at: clock(),
        who: knownCaller(request)?.name ?? 'nobody',
        action: `${request.method} ${request.routeOptions.url}`,
        subject: subjects.get(request) ?? subjectOf(request, reply, payload, audit),
        status,
      })
    } catch (error) {
      if (payload instanceof Readable) payload.destroy()
      throw error
    }
    return payload
  })
}

/** Of who is not known only what a throttle has counted. */
function isToNote(request: FastifyRequest, status: number): boolean {
  const { audited = false, scope } = request.routeOptions.config
  if (!audited) return false
  if (knownCaller(request) !== undefined) return true
  return scope === 'none' && status !== 429 && status !== 403
}

/** What the parameters of the address name; of what was made, its id. */
function subjectOf(
  request: FastifyRequest,
  reply: FastifyReply,
  payload: unknown,
  audit: AuditLog,
): string {
  const made = reply.statusCode === 201 ? idIn(payload) : undefined
  const params = request.params as Readonly<Record<string, unknown>>
  const named = { ...params, ...(made === undefined ? {} : { id: made }) }
  const path = request.routeOptions.url ?? ''
  return Object.entries(named)
    .map(([name, value]) => {
      const said = String(value)
      return `${name}=${isPerson(path, name) ? `#${audit.hashOf(said)}` : said.slice(0, 100)}`
    })
    .join(' ')
}

/** Whether that part of the address says who somebody is. */
function isPerson(path: string, name: string): boolean {
  if (name === 'customer' || name === 'value') return true
  const ofCustomers = path.startsWith('/api/customers') || path.startsWith('/api/dataentities')
  return ofCustomers && name !== 'kind'
}

function idIn(payload: unknown): string | undefined {
  if (typeof payload !== 'string' || payload.length > 65_536) return undefined
  const { id } = JSON.parse(payload) as { id?: unknown }
  return typeof id === 'string' || typeof id === 'number' ? String(id) : undefined
}
