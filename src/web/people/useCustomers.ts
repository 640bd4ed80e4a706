import { useInfiniteQuery, useQueryClient, type InfiniteData } from '@tanstack/react-query'
import type { Answer } from '../../api/route.ts'
import { routes } from '../../api/routes.ts'
import { ask } from '../client/ask.ts'

export type Customer = Answer<typeof routes.customers.query>['items'][number]
type CustomerPage = Answer<typeof routes.customers.query>

/** Who is asked for, in which order. */
export type Wanted = {
  readonly search?: string
  readonly text?: string
  readonly sort: string
  readonly order: 'asc' | 'desc'
  readonly calculated?: string
}

/** So many come with each page. */
const pageSize = 100

/** Customers page by page: what is asked for is another, so is what is kept. */
export function useCustomers(wanted: Wanted) {
  const key = [routes.customers.list.path, 'grid', wanted] as const
  const kept = useQueryClient()
  const pages = useInfiniteQuery({
    queryKey: key,
    queryFn: async ({ pageParam, signal }) => {
      const body = { ...wanted, limit: pageSize }
      const cursor = pageParam === '' ? {} : { cursor: pageParam }
      return await ask(routes.customers.query, { body: { ...body, ...cursor } }, signal)
    },
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
    placeholderData: (before) => before,
  })
  /** Shows other fields of a customer where she stands, before all is asked anew. */
  const show = (id: string, fields: Customer['fields']): void => {
    kept.setQueryData<InfiniteData<CustomerPage>>(key, (data) => data && replaced(data, id, fields))
  }
  return { pages, rows: pages.data?.pages.flatMap(({ items }) => items) ?? [], show }
}

function replaced(
  data: InfiniteData<CustomerPage>,
  id: string,
  fields: Customer['fields'],
): InfiniteData<CustomerPage> {
  return {
    ...data,
    pages: data.pages.map((page) => ({
      ...page,
      items: page.items.map((each) => (each.id === id ? { ...each, fields } : each)),
    })),
  }
}
