import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { paths } from '../paths.ts'

const route = getRouteApi('/inside/customers')

/** What the page of customers shows, all of it in its address. */
export type Look = {
  readonly q: string
  /** A condition as text; empty for everybody. */
  readonly filter: string
  readonly sort: string
  readonly order: 'asc' | 'desc'
  /** Names of columns in their order; none for the usual ones. */
  readonly columns: readonly string[]
  /** The saved view that it began with. */
  readonly view: number | undefined
}

/** The look of the page, and the way to another; Back leads to the one before. */
export function useLook(): { look: Look; change: (to: Partial<Look>, replace?: boolean) => void } {
  const {
    q = '',
    filter = '',
    sort = 'created',
    order = 'desc',
    columns = '',
    view,
  } = route.useSearch()
  const navigate = useNavigate({ from: paths.customers })
  const look = {
    q,
    filter,
    sort,
    order,
    columns: columns === '' ? [] : columns.split(','),
    view,
  }
  const change = (to: Partial<Look>, replace = false): void => {
    const next = { ...look, ...to }
    void navigate({
      replace,
      search: {
        q: next.q,
        filter: next.filter,
        ...(next.sort === 'created' ? {} : { sort: next.sort }),
        ...(next.order === 'desc' ? {} : { order: next.order }),
        columns: next.columns.join(','),
        ...(next.view === undefined ? {} : { view: next.view }),
      },
    })
  }
  return { look, change }
}
