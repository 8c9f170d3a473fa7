type Stretch = Readonly<{ fromMs: number; name: string }>

/** By whose name each position went from which moment on: all that is known of it at one point of knowing. */
export type Holders = ReadonlyMap<bigint, readonly Stretch[]>

export function holderAt(holders: Holders, position: bigint, atMs: number): string | undefined {
  return holders.get(position)?.findLast(({ fromMs }) => fromMs <= atMs)?.name
}

/** What is known after positions became somebody's, by writing their whole past anew; nobody had one for less than a moment. */
export function handedOn(
  holders: Holders,
  to: Readonly<{ positions: readonly bigint[]; name: string; fromMs: number }>,
): Holders {
  const next = new Map(holders)
  for (const position of to.positions) {
    const own = holders.get(position) ?? []
    const changedMs = own.length > 1 ? (own.at(-1)?.fromMs ?? 0) : 0
    next.set(position, [...own, { fromMs: Math.max(to.fromMs, changedMs + 1), name: to.name }])
  }
  return next
}
