import type { OrderType, PersonKind, PersonStatus, Plan } from '../plan/plan.ts'
import { runSnapshot, type SnapshotRun } from '../snapshot/run-snapshot.ts'
import type { Snapshot, SnapshotOrder, SnapshotPerson } from '../snapshot/snapshot.ts'

/** What happened, as the live figures need it; people by internal id, volumes in micro-units by the column's name. */
export type LiveEvent =
  | Readonly<{
      kind: 'joined'
      personId: bigint
      code: string
      sponsorId: bigint | undefined
      personKind: PersonKind
      status: PersonStatus
      atMs: number
    }>
  | Readonly<{
      kind: 'volume'
      code: string
      atMs: number
      type: OrderType
      buyerId: bigint | undefined
      sellerId: bigint | undefined
      currency: string
      amountMinor: bigint
      volumes: Readonly<Record<string, bigint>>
    }>

/** The figures of a period that is still open: facts so far, and a run over them that is renewed when asked for. */
export type LivePeriod = Readonly<{
  apply: (event: LiveEvent, seq: bigint) => void
  /** The run over everything applied so far. */
  current: () => Readonly<{ run: SnapshotRun; seq: bigint; generation: number }>
  /** The number of a person by internal id, or undefined while the period does not know the person. */
  numberOf: (personId: bigint) => number | undefined
}>

/** Starts from facts as of a position; events after it are applied in order, and each only once. */
export function livePeriod(
  plan: Plan,
  start: Snapshot,
  bounds: Readonly<{ fromMs: number; untilMs: number }>,
): LivePeriod {
  const people: SnapshotPerson[] = [...start.people]
  const orders = new Map(start.orders.map((order) => [order.code, order]))
  const codes = new Map(people.map((person) => [person.personId, person.id]))
  let seq = start.cutSeq
  let generation = 0
  let ran: { run: SnapshotRun; numbers: Map<bigint, number> } | undefined
  const renew = () => {
    const run = runSnapshot(plan, { ...start, cutSeq: seq, people, orders: [...orders.values()] })
    generation += 1
    ran = { run, numbers: new Map(run.personIds.map((personId, number) => [personId, number])) }
    return ran
  }
  return {
    apply(event, eventSeq) {
      if (eventSeq <= seq) return
      seq = eventSeq
      if (event.kind === 'joined') {
        if (codes.has(event.personId) || event.atMs >= bounds.untilMs) return
        codes.set(event.personId, event.code)
        people.push(personOf(event, codes))
      } else {
        if (event.atMs < bounds.fromMs || event.atMs >= bounds.untilMs) return
        orders.set(event.code, orderOf(event, codes, start.volumeNames))
      }
      ran = undefined
    },
    current: () => ({ run: (ran ?? renew()).run, seq, generation }),
    numberOf: (personId) => (ran ?? renew()).numbers.get(personId),
  }
}

function personOf(
  event: Extract<LiveEvent, { kind: 'joined' }>,
  codes: ReadonlyMap<bigint, string>,
): SnapshotPerson {
  const sponsor = event.sponsorId === undefined ? undefined : codes.get(event.sponsorId)
  if (event.sponsorId !== undefined && sponsor === undefined)
    throw new Error('a newcomer came before the sponsor')
  return {
    id: event.code,
    personId: event.personId,
    sponsorId: sponsor,
    kind: event.personKind,
    status: event.status,
    rank: undefined,
  }
}

function orderOf(
  event: Extract<LiveEvent, { kind: 'volume' }>,
  codes: ReadonlyMap<bigint, string>,
  volumeNames: readonly string[],
): SnapshotOrder {
  const codeOf = (id: bigint | undefined): string => (id === undefined ? '' : (codes.get(id) ?? ''))
  return {
    code: event.code,
    atMs: event.atMs,
    type: event.type,
    buyer: codeOf(event.buyerId),
    seller: codeOf(event.sellerId),
    currency: event.currency,
    amountMinor: event.amountMinor,
    volumes: volumeNames.map((name) => event.volumes[name] ?? 0n),
  }
}
