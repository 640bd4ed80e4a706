import { useNavigate, useSearch } from '@tanstack/react-router'

/** What a page with customers in a grid shows, all of it in its address. */
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

export type ChangeLook = (to: Partial<Look>, replace?: boolean) => void

/** The look of the page, and the way to another; Back leads to the one before. */
export function useLook(): { look: Look; change: ChangeLook } {
  const {
    q = '',
    filter = '',
    sort = 'created',
    order = 'desc',
    columns = '',
    view,
  } = useSearch({ strict: false })
  const navigate = useNavigate()
  const look = {
    q,
    filter,
    sort,
    order,
    columns: columns === '' ? [] : columns.split(','),
    view,
  }
  const change: ChangeLook = (to, replace = false) => {
    const next = { ...look, ...to }
    void navigate({
      to: '.',
      replace,
      search: {
        q: next.q,
        filter: next.filter,
        ...(next.sort === 'created' ? {} : { sort: next.sort }),
        ...(next.order === 'desc' ? {} : { order: next.order }),
        columns: next.columns.join(','),
        ...(next.view === undefined ? {} : { view: next.view }),
      } as never,
    })
  }
  return { look, change }
}
