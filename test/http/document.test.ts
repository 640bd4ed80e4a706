import { afterAll, beforeAll, expect, test } from 'vitest'
import { everyRoute } from '../../src/api/routes.ts'
import { conditionSchema } from '../../src/domain/segment/schema.ts'
import { tagsOfSchema } from '../domain/segment/tags.ts'
import { startRunning, type Running } from './running.ts'

type Operation = {
  operationId: string
  tags: string[]
  summary: string
  parameters?: { name: string; in: string; required?: boolean }[]
  requestBody?: { content: Record<string, { schema: unknown }> }
  responses: Record<string, { description: string; content?: Record<string, unknown> }>
  security?: unknown[]
}
type Document = {
  openapi: string
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, unknown> }
}

let running: Running
let document: Document
beforeAll(async () => {
  running = await startRunning()
  document = (await (await running.fetch('/openapi.json')).json()) as Document
})
afterAll(async () => await running.close())

const operations = (): [string, Operation][] =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]): [string, Operation] => [
      `${method.toUpperCase()} ${path}`,
      operation,
    ]),
  )

test('it is OpenAPI 3.1 and has every route of the table, and no other', () => {
  expect(document.openapi).toMatch(/^3\.1\./)
  const table = everyRoute.map(
    ({ route }) => `${route.method} ${route.path.replaceAll(/:([a-z]+)/g, '{$1}')}`,
  )
  expect(
    operations()
      .map(([name]) => name)
      .toSorted(),
  ).toEqual(table.toSorted())
})

test('every reference leads somewhere', () => {
  const text = JSON.stringify(document)
  const references = [...text.matchAll(/"\$ref":"([^"]+)"/g)].map(([, to = '']) => to)
  expect(references.length).toBeGreaterThan(20)
  for (const reference of new Set(references)) {
    const [, , , name = ''] = reference.split('/')
    expect(reference).toBe(`#/components/schemas/${name}`)
    expect(document.components.schemas).toHaveProperty(name)
  }
})

test('operations have names of their own', () => {
  const names = operations().map(([, { operationId }]) => operationId)
  expect(new Set(names).size).toBe(names.length)
})

test.each(everyRoute)(
  '$name has the parameters of its path and says what it answers',
  ({ route }) => {
    const path = route.path.replaceAll(/:([a-z]+)/g, '{$1}')
    const operation = document.paths[path]?.[route.method.toLowerCase()]
    const { parameters = [], responses = {}, summary, tags, security } = operation ?? {}
    const needed = [...route.path.matchAll(/:([a-z]+)/g)].map(([, parameter = '']) => parameter)
    const inPath = parameters.filter((each) => each.in === 'path')
    expect(inPath.map((each) => each.name).toSorted()).toEqual(needed.toSorted())
    expect(inPath.every((each) => each.required)).toBe(true)
    expect([summary, tags]).toEqual([route.summary, [route.tag]])
    const signedIn = route.signedIn === true ? [{ session: [] }] : []
    const open = route.writeKey === true ? [{ writeKey: [] }, {}] : signedIn
    expect(security).toEqual(route.scope === undefined ? open : undefined)
    expect(Object.keys(responses).every((status) => /^(?:[1-5](?:\d\d|XX))$/.test(status))).toBe(
      true,
    )
    expect(Object.values(responses).every(({ description }) => description !== '')).toBe(true)
  },
)

test('the page for people has every route and nothing that runs or comes from elsewhere', async () => {
  const html = await (await running.fetch('/docs')).text()
  for (const { route } of everyRoute) {
    expect(html).toContain(`<code>${route.method} ${route.path}</code>`)
  }
  expect(html).not.toMatch(/<script|<style|javascript:|\son[a-z]+=|https?:\/\//i)
  const css = await running.fetch('/docs.css')
  expect(css.headers.get('content-type')).toContain('text/css')
})

test('it tells of every kind of condition', () => {
  const { description = '' } = document.components.schemas['Condition'] as { description?: string }
  const kinds = tagsOfSchema(conditionSchema).map((tag) => `"${tag.slice('type:'.length)}"`)
  expect(kinds.length).toBeGreaterThan(9)
  expect(kinds.filter((kind) => !description.includes(kind))).toEqual([])
})
