import { useCallback, useMemo } from 'react'
import { useSearchParams } from 'react-router'

export type Sort = Readonly<{ column: string; down: boolean }>

/** What a list shows, as kept in the address. Pages count from 1. */
export type TableState = Readonly<{
  page: number
  sort: Sort | undefined
  search: string
  filters: Readonly<Record<string, string>>
}>

const own = new Set(['page', 'sort', 'search', 'columns', 'lang'])

/** `-total` is descending by total, `name` ascending by name. */
export function readSort(text: string | null): Sort | undefined {
  if (text === null || text === '') return undefined
  return text.startsWith('-') ? { column: text.slice(1), down: true } : { column: text, down: false }
}

export function writeSort(sort: Sort): string {
  return (sort.down ? '-' : '') + sort.column
}

/** Reads the state of a list from the parameters of its address. */
export function readTableState(params: URLSearchParams): TableState {
  const page = Number(params.get('page') ?? '1')
  return {
    page: Number.isInteger(page) && page > 0 ? page : 1,
    sort: readSort(params.get('sort')),
    search: params.get('search') ?? '',
    filters: Object.fromEntries([...params].filter(([name, value]) => !own.has(name) && value !== '')),
  }
}

/** State of a list in the address, and the ways to change it. A changed filter goes back to the first page. */
export function useTableAddress() {
  const [params, setParams] = useSearchParams()
  const state = useMemo(() => readTableState(params), [params])
  const change = useCallback(
    (changes: Readonly<Record<string, string | undefined>>) =>
      setParams(
        (before) => {
          const after = new URLSearchParams(before)
          if (!('page' in changes)) after.delete('page')
          for (const [name, value] of Object.entries(changes)) {
            if (value === undefined || value === '') after.delete(name)
            else after.set(name, value)
          }
          return after
        },
        { replace: true, preventScrollReset: true },
      ),
    [setParams],
  )
  const hidden = useMemo(() => new Set((params.get('columns') ?? '').split(',').filter(Boolean)), [params])
  return { state, change, hidden }
}

/** The part of a page query that every list endpoint takes. */
export function pageAsk(state: TableState, rows: number) {
  return {
    page: state.page,
    rows,
    ...(state.sort ? { sort: writeSort(state.sort) } : {}),
    ...(state.search === '' ? {} : { search: state.search }),
  }
}
