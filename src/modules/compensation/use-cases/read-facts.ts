import { ordersNotKnown } from '#modules/orders/api.ts'
import { readKept } from '#platform/files/files.ts'
import type { Db, Tx } from '#platform/postgres/database.ts'
import { compareTexts, placesOfWords, type Texts } from '../domain/frozen/byte-columns.ts'
import type { AdjustmentColumns, FrozenColumns } from '../domain/frozen/columns.ts'
import { adjustmentColumns, noAdjustments } from '../domain/frozen/frozen-adjustments.ts'
import { partyColumns } from '../domain/frozen/frozen-parties.ts'
import { stateFor } from '../domain/frozen/frozen-rows.ts'
import { mergedLines } from '../domain/frozen/merged-lines.ts'
import { frozenOf, type Frozen } from '../domain/frozen/frozen.ts'
import {
  decodeResultColumns,
  noState,
  type LeftState,
  type ResultColumns,
} from '../domain/frozen/result-columns.ts'
import { inputNeeds, readsHistory } from '../domain/language/plan-reads.ts'
import type { Plan } from '../domain/language/plan.ts'
import { correctionsBefore, movedOrders, type Counted } from '../store/adjustments.ts'
import type { AsKnown } from '../store/as-known.ts'
import type { PartyInput } from '../domain/pay/pay-input.ts'
import { changeKey, copyLines } from '../store/copy-lines.ts'
import { copyPeople } from '../store/copy-people.ts'
import { mergesDone } from '../store/merges.ts'
import { lateOrderIds } from '../store/deltas.ts'
import { lastAccepted } from '../store/runs.ts'

type Stretch = Readonly<{ fromMs: number; untilMs: number }>

/** Who was active in an accepted period, by ids in ascending order. */
export type ActiveBefore = Readonly<{ period: string; active: Float64Array }>

/**
 * What the run of a period takes over: the state that the last accepted period before it left, with the hash of its results and
 * who was active in it; as known at a position where that is said.
 */
export async function stateBefore(
  deps: Readonly<{ db: Db }>,
  tx: Tx,
  fromMs: number,
  knownSeq?: bigint,
): Promise<Readonly<{ results: string | null; state: LeftState; before?: ActiveBefore }>> {
  const run = await lastAccepted(tx, fromMs, knownSeq)
  if (!run?.results) return { results: null, state: noState }
  const state = decodeResultColumns(await readKept(deps.db, run.results))
  return { results: run.results, state, before: { period: run.period, active: activeIds(state.people) } }
}

function activeIds({ ids, active }: ResultColumns['people']): Float64Array {
  let count = 0
  const found = new Float64Array(ids.length)
  for (let row = 0; row < ids.length; row++) if (active[row] === 1) found[count++] = Number(ids[row] ?? 0n)
  return found.slice(0, count).sort()
}

/** The names of the volumes of orders that a plan reads, in their order. */
export function volumesRead(plan: Plan): readonly string[] {
  return [...inputNeeds(plan).orderVolumes].toSorted(compareTexts)
}

/** The stretch of time whose orders a plan looks at in a period. */
export function stretchRead(plan: Plan, period: Stretch): Stretch {
  return readsHistory(plan) ? { fromMs: Number.NEGATIVE_INFINITY, untilMs: period.untilMs } : period
}

type Asked = Readonly<{
  plan: Plan
  planHash: string
  period: Stretch & Readonly<{ label: string }>
  cutSeq: bigint
  state: LeftState
  /** The close of a period leaves out late orders, which its deltas count. */
  late: 'counted' | 'left_out'
  /** A correction that waits and is taken to be done. */
  assumed?: bigint | undefined
  /** The volumes to read, where those of the plan are not all. */
  volumes?: readonly string[]
  /** Facts up to an instant as known then; all of them by now where it is left out. */
  asKnown?: AsKnown | undefined
}>

/** Everything that a period is computed from as columns, as the transaction sees it. */
export async function readColumns(
  tx: Tx,
  of: Asked,
  on: Readonly<{ peopleRead?: () => void }> = {},
): Promise<FrozenColumns> {
  const { plan, planHash, period, cutSeq, asKnown } = of
  const { people, facts, links, placeOf } = await copyPeople(tx, period.untilMs, asKnown)
  on.peopleRead?.()
  const counted = { assumed: of.assumed, knownSeq: asKnown?.knownSeq }
  const moved = await movedOrders(tx, counted)
  const volumes = of.volumes ?? volumesRead(plan)
  const left = await leftOut(tx, of)
  const merges = await mergesDone(tx, asKnown?.knownSeq)
  const about = { placeOf, moved, merges, placedByMs: asKnown?.atMs, ...left }
  const { lines: read, parties: held } = await copyLines(tx, stretchRead(plan, period), volumes, about)
  const places = merges.map(({ personId, intoId, fromMs }) => ({
    person: placeOf(Number(personId)),
    into: placeOf(Number(intoId)),
    fromMs,
  }))
  const lines = merges.length === 0 ? read : mergedLines(read, places)
  const state = stateFor(of.state, people.codes)
  const adjustments = await readAdjustments(tx, { period, columns: { people }, counted })
  const parties = partyColumns(held, placesAmong(people.codes, held))
  return { period: period.label, cutSeq, planHash, people, lines, facts, links, state, adjustments, parties }
}

/** The places of the hosts and sellers of parties among the people. */
function placesAmong(codes: Texts, parties: readonly PartyInput[]): ReadonlyMap<string, number> {
  const wanted = [...new Set(parties.flatMap(({ hostId, sellerId }) => [hostId, sellerId]))]
    .filter((code) => code !== '')
    .toSorted(compareTexts)
  const places = placesOfWords(codes, wanted)
  return new Map(wanted.map((code, row) => [code, places[row] ?? -1]))
}

/** What is passed over: late orders at a close, and those orders and stands of parties that were not known then. */
async function leftOut(tx: Tx, { late, period, asKnown }: Asked) {
  if (late === 'left_out') return { leftOut: await lateOrderIds(tx, period) }
  if (!asKnown) return {}
  const { orders, parties } = await ordersNotKnown(tx, asKnown.knownSeq)
  return {
    leftOut: new Set(orders.filter(({ change }) => change === 0).map(({ orderId }) => Number(orderId))),
    leftOutChanges: new Set(orders.map(({ orderId, change }) => changeKey(orderId, change))),
    partiesThen: { ...asKnown, leftOut: parties },
  }
}

/** The corrections by hand of a period as columns. */
export async function readAdjustments(
  tx: Tx,
  of: Readonly<{
    period: Pick<Stretch, 'untilMs'>
    columns: Pick<FrozenColumns, 'people'>
    counted?: Counted
  }>,
): Promise<AdjustmentColumns> {
  const corrections = await correctionsBefore(tx, of.period.untilMs, of.counted)
  if (corrections.length === 0) return noAdjustments
  const { codes } = of.columns.people
  const wanted = [...new Set(corrections.map(({ personId }) => personId))].toSorted(compareTexts)
  const places = placesOfWords(codes, wanted)
  return adjustmentColumns(corrections, new Map(wanted.map((code, row) => [code, places[row] ?? -1])))
}

/** The same with an object for each person and line. */
export async function readFacts(tx: Tx, of: Asked): Promise<Frozen> {
  return frozenOf(await readColumns(tx, of))
}
