import type { Row } from './file-reader.ts'

/** A stretch of time, open where a bound is missing; the end is not part of it. */
type Span = Readonly<{ fromMs: number | undefined; untilMs: number | undefined }>

/** Tells of a stretch that ends before it begins. */
export function checkSpan(row: Row, { fromMs, untilMs }: Span): void {
  if (fromMs === undefined || untilMs === undefined || fromMs < untilMs) return
  row.refuse('to', 'empty_time', 'a time that is not after "from"', 'a time after "from"')
}

/** Pairs of items with one key whose times meet, by their indexes in the list; the later one comes first in a pair. */
export function overlapOf<S extends Span>(
  items: readonly S[],
  keyOf: (item: S) => string,
): Readonly<{ index: number; other: number }>[] {
  const byKey = Map.groupBy(items.keys(), (index) => {
    const item = items[index]
    return item ? keyOf(item) : ''
  })
  const found: { index: number; other: number }[] = []
  for (const indexes of byKey.values()) {
    const start = (index: number) => items[index]?.fromMs ?? -Infinity
    const sorted = indexes.toSorted((a, b) => start(a) - start(b) || a - b)
    let [last, until] = [-1, -Infinity]
    for (const index of sorted) {
      if (last >= 0 && start(index) < until) found.push({ index, other: last })
      const end = items[index]?.untilMs ?? Infinity
      if (last < 0 || end > until) [last, until] = [index, end]
    }
  }
  return found.toSorted((a, b) => a.index - b.index)
}
