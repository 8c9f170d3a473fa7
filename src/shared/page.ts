/** The most rows that one page of any list may hold. */
export const PAGE_ROWS_MAX = 200

/** One page of a list: its rows, and how many there are in all. */
export type Page<T> = Readonly<{ rows: readonly T[]; total: number }>
