import type { Step } from '../bonuses/levels.ts'
import type { TreeColumns } from '../field-columns.ts'
import { addStep, emptyClimb, NOBODY, type Climb, type ClimbOf, type ClimbRule } from './climb.ts'

/** What a walk over levels or generations goes by. */
export type LevelsClimb = Readonly<{
  tree: TreeColumns
  bars: Uint8Array
  step: Step
  /** People whose own volume begins a generation higher. */
  opens: Uint8Array | undefined
  first: number
  /** The last level where it is one for everybody. */
  last: number
  fromSource: boolean
  handsUp: boolean
  rate: ClimbRule
  stops: ClimbRule | undefined
  ranks: Uint8Array | undefined
}>

/** The walk up over levels or generations, as `runLevels` of the walking engine goes. */
export function levelsClimb(ground: LevelsClimb): ClimbOf {
  const { tree, bars, step, opens, first, last, fromSource, handsUp, rate, stops, ranks } = ground
  const { passes, byPay, closes } = step
  const { parent } = tree
  // What people below lost, which waits for the next one who may be paid.
  const waiting = emptyClimb()
  return (source, climb, payee) => {
    climb.count = 0
    waiting.count = 0
    let level = first + (opens?.[source] === 1 ? 1 : 0)
    let pathRank = 0
    let [person, leg, hops] = fromSource ? [source, NOBODY, 0] : [parent[source] ?? NOBODY, source, 1]
    for (; person >= 0; leg = person, person = parent[person] ?? NOBODY, hops++) {
      const isAsked = person === payee
      const isBarred = bars[person] !== 0 && !isAsked
      const isLeftOut = passes?.[person] === 1 && !isAsked
      // What others lost comes to nobody who may not be paid, whoever asks.
      const mayTake = bars[person] === 0 && passes?.[person] !== 1
      const at = level
      if (level > last) {
        if (mayTake) handOn(waiting, climb, person, leg)
        if (waiting.count === 0) break
      } else {
        const share = rate(person, source, level, pathRank)
        const isClosing = closes?.[person] === 1
        if (!isLeftOut && !(byPay && (isBarred || share <= 0))) {
          if (mayTake) handOn(waiting, climb, person, leg)
          if (share > 0) {
            // Who ends no generation hands nothing on: the next one within has an own part.
            const waits = isBarred && handsUp && (closes === undefined || isClosing)
            addStep(waits ? waiting : climb, person, { leg, level, rate: share, isLost: isBarred })
          }
          if (closes === undefined) level += 1
        }
        if (isClosing && person !== source) level += 1
      }
      if (isAsked || stops?.(person, source, at, pathRank) === 1) break
      if (ranks !== undefined && person !== source) pathRank = Math.max(pathRank, ranks[person] ?? 0)
    }
    climb.reach = hops
    stayLost(waiting, climb)
  }
}

function handOn(waiting: Climb, climb: Climb, person: number, leg: number): void {
  for (let at = 0; at < waiting.count; at++)
    addStep(climb, person, {
      leg,
      level: waiting.level[at] ?? 0,
      rate: waiting.rate[at] ?? 0,
      isLost: false,
    })
  waiting.count = 0
}

/** What found nobody above stays with the company. */
function stayLost(waiting: Climb, climb: Climb): void {
  for (let at = 0; at < waiting.count; at++)
    addStep(climb, waiting.payee[at] ?? 0, {
      leg: waiting.leg[at] ?? NOBODY,
      level: waiting.level[at] ?? 0,
      rate: waiting.rate[at] ?? 0,
      isLost: true,
    })
  waiting.count = 0
}
