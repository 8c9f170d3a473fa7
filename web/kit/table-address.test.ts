import { describe, expect, it } from 'vitest'
import { pageAsk, readSort, readTableState, writeSort } from './table-address.ts'

describe('a list in its address', () => {
  it('reads page, sort, search and filters back from a shared link', () => {
    const state = readTableState(new URLSearchParams('page=3&sort=-total&search=moreau&status=open'))
    expect(state).toEqual({
      page: 3,
      sort: { column: 'total', down: true },
      search: 'moreau',
      filters: { status: 'open' },
    })
  })

  it('falls back to the first page when the address is damaged', () => {
    expect(readTableState(new URLSearchParams('page=-2')).page).toBe(1)
    expect(readTableState(new URLSearchParams('page=x')).page).toBe(1)
  })

  it('keeps columns and language out of the filters that are sent to the server', () => {
    expect(readTableState(new URLSearchParams('columns=a,b&lang=pseudo')).filters).toEqual({})
  })

  it('asks the server for what the address says', () => {
    expect(pageAsk(readTableState(new URLSearchParams('sort=name')), 25)).toEqual({
      page: 1,
      rows: 25,
      sort: 'name',
    })
    expect(readSort(writeSort({ column: 'at', down: true }))).toEqual({ column: 'at', down: true })
  })
})
