import type { FastifyInstance } from 'fastify'
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client'

/** What is asked when the figures are read. */
export type Figures = () => Promise<Readonly<Record<Figure, number>>>
type Figure = keyof typeof gauges

const gauges = {
  inbox_position: 'Position of the last arrival',
  inbox_applied: 'Position up to which arrivals can be read',
  engine_up: 'Whether the engine answers',
  refresh_running: 'Whether memberships are being refreshed',
} as const

/** Prometheus figures at /metrics, for who has a key: sizes say something about the shop. */
export function serveMetrics(app: FastifyInstance, figures: Figures): void {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry, prefix: 'clientela_' })
  const seconds = new Histogram({
    name: 'clientela_http_seconds',
    help: 'Time to answer, by route of the table and status',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 30],
    registers: [registry],
  })
  const bugs = new Counter({
    name: 'clientela_http_bugs_total',
    help: 'Answers that were a mistake of the program',
    registers: [registry],
  })
  const known = Object.entries(gauges).map(
    ([name, help]) =>
      [
        name as Figure,
        new Gauge({ name: `clientela_${name}`, help, registers: [registry] }),
      ] as const,
  )
  app.addHook('onResponse', (request, reply, next) => {
    const route = request.routeOptions.url ?? 'none'
    seconds.observe(
      { method: request.method, route, status: String(reply.statusCode) },
      reply.elapsedTime / 1000,
    )
    if (reply.statusCode === 500) bugs.inc()
    next()
  })
  app.get(
    '/metrics',
    { schema: { hide: true }, config: { scope: 'running:read' } },
    async (_request, reply) => {
      const now = await figures()
      for (const [name, gauge] of known) gauge.set(now[name])
      return reply.type(registry.contentType).send(await registry.metrics())
    },
  )
}
