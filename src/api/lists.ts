import { z } from 'zod'
import { customer } from './customers.ts'
import { arrived, customerId, done, id, idText, instant, line, page, paging, who } from './parts.ts'
import { asked } from './condition.ts'
import { folderId } from './folders.ts'
import type { Route } from './route.ts'

/** A named set of customers kept by hand. */
export const list = z
  .strictObject({
    id,
    name: line,
    folder: folderId,
    created: instant,
    members: z.int().describe('How many are on it'),
  })
  .meta({ id: 'List' })

const byId = z.strictObject({ id: idText })
const users = z.array(z.strictObject({ id, name: z.string() }))
const some = z.array(z.union([customerId, z.strictObject(who)])).max(10_000)

export const listRoutes = {
  list: {
    method: 'GET',
    path: '/api/lists',
    tag: 'lists',
    summary: 'List the lists',
    scope: 'segments:read',
    response: z.strictObject({ items: z.array(list) }),
  },
  create: {
    method: 'POST',
    path: '/api/lists',
    tag: 'lists',
    summary: 'Make a list',
    scope: 'segments:write',
    body: z.strictObject({ name: line, folder: folderId.default(0) }),
    response: list,
    status: 201,
  },
  edit: {
    method: 'PATCH',
    path: '/api/lists/:id',
    tag: 'lists',
    summary: 'Rename a list, or put it into a folder',
    scope: 'segments:write',
    params: byId,
    body: z.strictObject({ name: line, folder: folderId }).partial(),
    response: list,
  },
  fill: {
    method: 'POST',
    path: '/api/lists/:id/fill',
    tag: 'lists',
    summary: 'Put everybody on a list who meets a condition now; who meets it later does not come',
    scope: 'segments:write',
    params: byId,
    body: z.strictObject({ condition: asked.condition, text: asked.text }),
    response: arrived,
    late: true,
  },
  remove: {
    method: 'DELETE',
    path: '/api/lists/:id',
    tag: 'lists',
    summary: 'Delete a list that no segment uses',
    scope: 'segments:write',
    params: byId,
    response: done,
  },
  usage: {
    method: 'GET',
    path: '/api/lists/:id/usage',
    tag: 'lists',
    summary: 'What speaks of a list: as long as more than views does, it stays',
    scope: 'segments:read',
    params: byId,
    response: z
      .strictObject({
        segments: users,
        fields: z.array(z.string()).describe('Calculated ones'),
        promotions: users,
        views: users,
      })
      .meta({ id: 'ListUsage' }),
  },
  members: {
    method: 'GET',
    path: '/api/lists/:id/members',
    tag: 'lists',
    summary: 'Who is on a list, in pages by id',
    scope: 'customers:read',
    params: byId,
    query: z.strictObject(paging),
    response: page(customer),
  },
  change: {
    method: 'POST',
    path: '/api/lists/:id/members',
    tag: 'lists',
    summary: 'Put customers on a list and take others off',
    scope: 'segments:write',
    params: byId,
    body: z.strictObject({ add: some.default([]), remove: some.default([]) }),
    response: arrived,
    late: true,
  },
} as const satisfies Record<string, Route>
