import { z } from 'zod'
import { done, id, idText, instant, line } from './parts.ts'
import type { Route } from './route.ts'

/** The folder that something is in; 0 for none. */
export const folderId = z
  .int()
  .min(0)
  .max(4_294_967_295)
  .describe('The folder it is in; 0 for none')

/** Where segments and lists are kept. */
export const folder = z
  .strictObject({ id, name: line, parent: folderId, created: instant })
  .meta({ id: 'Folder' })

const byId = z.strictObject({ id: idText })

export const folderRoutes = {
  list: {
    method: 'GET',
    path: '/api/folders',
    tag: 'folders',
    summary: 'List the folders of segments and lists',
    scope: 'segments:read',
    response: z.strictObject({ items: z.array(folder) }),
  },
  create: {
    method: 'POST',
    path: '/api/folders',
    tag: 'folders',
    summary: 'Make a folder',
    scope: 'segments:write',
    body: z.strictObject({ name: line, parent: folderId.default(0) }),
    response: folder,
    status: 201,
  },
  change: {
    method: 'PATCH',
    path: '/api/folders/:id',
    tag: 'folders',
    summary: 'Rename a folder, or put it into another',
    scope: 'segments:write',
    params: byId,
    body: z.strictObject({ name: line, parent: folderId }).partial(),
    response: folder,
  },
  remove: {
    method: 'DELETE',
    path: '/api/folders/:id',
    tag: 'folders',
    summary: 'Delete a folder; what is in it goes to the folder that it was in',
    scope: 'segments:write',
    params: byId,
    response: done,
  },
} as const satisfies Record<string, Route>
