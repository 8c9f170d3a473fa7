import type { LineInput } from '../pay/pay-input.ts'

/** Lines that came since the last were put into columns. */
export type RecentLines = Readonly<{
  add: (lines: readonly LineInput[]) => void
  known: (orderId: string) => readonly LineInput[] | undefined
  ordersOf: (person: number) => readonly (readonly LineInput[])[]
  ordersAt: (party: string) => readonly (readonly LineInput[])[]
  orders: () => readonly (readonly LineInput[])[]
  all: () => readonly LineInput[]
  count: () => number
}>

export function recentLines({
  numberOf,
}: Readonly<{ numberOf: (code: string) => number | undefined }>): RecentLines {
  const byOrder = new Map<string, readonly LineInput[]>()
  const byPerson = new Map<number, string[]>()
  const byParty = new Map<string, string[]>()
  let count = 0
  const notePerson = (code: string, orderId: string): void => {
    const person = code === '' ? undefined : numberOf(code)
    if (person !== undefined) note(byPerson, person, orderId)
  }
  const linesOf = (ids: readonly string[] | undefined): readonly (readonly LineInput[])[] =>
    (ids ?? []).map((id) => byOrder.get(id) ?? [])
  return {
    add(lines) {
      count += lines.length
      for (const [orderId, own] of Map.groupBy(lines, (line) => line.orderId)) {
        const [first] = own
        byOrder.set(orderId, own)
        notePerson(first?.buyerId ?? '', orderId)
        notePerson(first?.sellerId ?? '', orderId)
        if (first && first.partyId !== '') note(byParty, first.partyId, orderId)
      }
    },
    known: (orderId) => byOrder.get(orderId),
    ordersOf: (person) => linesOf(byPerson.get(person)),
    ordersAt: (party) => linesOf(byParty.get(party)),
    orders: () => [...byOrder.values()],
    all: () => [...byOrder.values()].flat(),
    count: () => count,
  }
}

function note<K>(into: Map<K, string[]>, key: K, orderId: string): void {
  const ids = into.get(key)
  if (ids?.at(-1) === orderId) return
  if (ids) ids.push(orderId)
  else into.set(key, [orderId])
}
