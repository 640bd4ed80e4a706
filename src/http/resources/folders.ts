import type { FastifyInstance } from 'fastify'
import { routes } from '../../api/routes.ts'
import {
  changeFolder,
  createFolder,
  deleteFolder,
  listFolders,
  type Folder,
} from '../../store/operational/folders.ts'
import { found } from '../found.ts'
import { given } from '../given.ts'
import { iso } from '../instants.ts'
import { serve } from '../route.ts'
import type { Works } from '../works.ts'

/** Where segments and lists are kept. */
export function serveFolders(app: FastifyInstance, works: Works): void {
  const { db } = works.operational
  serve(app, routes.folders.list, async () => ({ items: (await listFolders(db)).map(shown) }))
  serve(app, routes.folders.create, async ({ body }) =>
    shown(await createFolder(db, body, works.clock())),
  )
  serve(app, routes.folders.change, async ({ params, body }) =>
    shown(found(await changeFolder(db, params.id, given(body), works.clock()), 'folder')),
  )
  serve(app, routes.folders.remove, async ({ params }) => {
    const deleted = await deleteFolder(db, params.id, works.clock())
    found(deleted ? true : undefined, 'folder')
    return { ok: true as const }
  })
}

function shown({ created, ...folder }: Folder) {
  return { ...folder, created: iso(created) }
}
