import type { Answer } from '../../api/route.ts'
import type { routes } from '../../api/routes.ts'

export type List = Answer<typeof routes.lists.list>['items'][number]
