import type { LevelsGround } from '../bonuses/levels.ts'
import type { Rates } from './shares.ts'
import { teamIndex, teamOf } from './team-index.ts'

/** What lies at each depth between the payee and whoever is looked at, by the place of the level at which volume arrives there. */
type Rows = Readonly<{
  /** Places of levels, and one more for what arrives above the last. */
  row: number
  /** What the payee gets of a unit. */
  rate: Float64Array
  /** 1 where what nobody below may be paid comes to the payee. */
  waits: Uint8Array
  /** The place of the level at which it arrives at the payee. */
  arrives: Int8Array | Int32Array
}>

/** What is asked of a person at a level: where volume goes on, and what the person does with it. */
type Standing = { next: number; isPassed: boolean; share: number; takes: boolean; loses: boolean }

/**
 * What a person gets on each one below, from the person down: how volume at a level goes on from somebody is known once it is
 * known for the person above. Where the plan passes up what somebody may not be paid, that comes too.
 */
export function levelRates(ground: LevelsGround, payee: number): Rates {
  const { tree } = ground
  const { size, deepest } = teamIndex(tree)
  const { from, until } = teamOf(tree, payee)
  const isUnlimited = ground.levels === Number.POSITIVE_INFINITY
  const row = (isUnlimited ? 1 : ground.levels) + 1
  const deep = tree.depth[payee] ?? 0
  const length = (deepest - deep + 1) * row
  const rows: Rows = {
    row,
    rate: new Float64Array(length),
    waits: new Uint8Array(length),
    arrives: new Int32Array(length),
  }
  const rates = new Float64Array(until - from)
  const arrival = new Int32Array(until - from)
  const isPaid = beginAt(ground, rows, payee)
  ;[rates[0], arrival[0]] = sourceRate(ground, rows, payee, -1)
  for (let i = from + 1; i < until; i++) {
    const person = tree.order[i] ?? 0
    const above = ((tree.depth[person] ?? 0) - deep - 1) * row
    ;[rates[i - from], arrival[i - from]] = sourceRate(ground, rows, person, above)
    const team = size[person] ?? 1
    // Below somebody through whom nothing comes to the payee, nobody has to be looked at.
    if (team > 1 && !goOn(ground, rows, person, above)) i += team - 1
  }
  return { from, rates, isPaid, arrives: (at) => arrival[at] ?? 0 }
}

/** The payee's own row; gives whether the payee may be paid. */
function beginAt(ground: LevelsGround, { row, rate, waits, arrives }: Rows, payee: number): boolean {
  const mayTake = ground.bars[payee] === 0 && ground.step.passes?.[payee] !== 1
  for (let k = 0; k < row; k++) {
    const share = k === row - 1 ? 0 : ground.rate(payee, ground.first + k)
    rate[k] = share > 0 ? share : 0
    const isPassed = k < row - 1 && ground.step.byPay && share <= 0
    waits[k] = mayTake && ground.handsUp && !isPassed ? 1 : 0
    arrives[k] = k
  }
  return mayTake
}

const standing: Standing = { next: 0, isPassed: false, share: 0, takes: false, loses: false }

/** How a person stands to volume that arrives at a level from below. The answer is the same object each time. */
function standingAt(ground: LevelsGround, row: number, person: number, k: number): Standing {
  const { bars, step, handsUp } = ground
  const isBarred = bars[person] !== 0
  const isLast = k === row - 1
  // Rates are asked for only where something hangs on them.
  const asks = !isLast && (step.byPay || (handsUp && isBarred))
  standing.share = asks ? ground.rate(person, ground.first + k) : 0
  standing.isPassed =
    step.passes?.[person] === 1 || (!isLast && step.byPay && (isBarred || standing.share <= 0))
  standing.takes = !isBarred && !standing.isPassed
  standing.loses =
    handsUp && !isLast && isBarred && !standing.isPassed && standing.share > 0 && step.closes?.[person] !== 0
  const stays =
    isLast || ground.levels === Number.POSITIVE_INFINITY || standing.isPassed || step.closes?.[person] === 0
  standing.next = stays ? k : k + 1
  return standing
}

/** Fills the row of a person from that of the one above; gives whether anything from below still comes to the payee. */
function goOn(ground: LevelsGround, rows: Rows, person: number, above: number): boolean {
  const { row, rate, waits, arrives } = rows
  let some = false
  for (let k = 0; k < row; k++) {
    const { next, takes, loses, share } = standingAt(ground, row, person, k)
    const at = above + row + k
    const waitsAbove = waits[above + next] ?? 0
    const comes = (rate[above + next] ?? 0) + (loses && waitsAbove === 1 ? share : 0)
    rate[at] = comes
    waits[at] = takes ? 0 : waitsAbove
    arrives[at] = arrives[above + next] ?? 0
    if (comes !== 0 || waits[at] === 1) some = true
  }
  return some
}

/** What the payee gets of a unit that a person sells, and the place of the level at which it arrives; `above` is -1 for the payee. */
function sourceRate(ground: LevelsGround, rows: Rows, person: number, above: number): [number, number] {
  const { row, rate, waits, arrives } = rows
  const isUnlimited = ground.levels === Number.POSITIVE_INFINITY
  const first = isUnlimited ? 0 : Math.min(row - 1, ground.opens?.[person] === 1 ? 1 : 0)
  if (above < 0) return ground.fromSource && first < row - 1 ? [rate[first] ?? 0, first] : [0, first]
  if (!ground.fromSource || first === row - 1) return [rate[above + first] ?? 0, arrives[above + first] ?? 0]
  const { isPassed, loses, share } = standingAt(ground, row, person, first)
  const next = isUnlimited || ground.step.closes || isPassed ? first : first + 1
  const waiting = loses && waits[above + next] === 1 ? share : 0
  return [(rate[above + next] ?? 0) + waiting, arrives[above + next] ?? 0]
}
