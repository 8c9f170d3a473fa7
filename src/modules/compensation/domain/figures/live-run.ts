import { NotCompiled, OutOfRange } from '../passes/code.ts'
import { renewableRun, type RenewableRun } from '../passes/renew/renewable-run.ts'
import { columnRoom, type ColumnRoom } from '../passes/room.ts'
import { runPasses } from '../passes/run-passes.ts'
import { figuresOf, type Figures } from './figures.ts'
import type { Place } from './take-facts.ts'

/** A run over the columns of an open period. */
export type LiveRun = Readonly<{
  figures: () => Figures
  /** Tells that somebody without a place was put below another one. */
  joined: (person: number, above: number) => void
  /**
   * People's columns changed; `isFine` is false where these are other columns now. `sinceMs` is the instant of the earliest order
   * that came, where nothing else changed. Gives everybody of whom a definition may be another one by that; undefined for anybody.
   */
  renew: (
    changed: ReadonlySet<number>,
    isFine: boolean,
    sinceMs: number | undefined,
  ) => Int32Array | undefined
}>

/** A kept run that was renewed less often before it had to be taken anew costs more than it saves. */
const WORTH_RENEWALS = 100

/**
 * A run whose figures are renewed for some people, or taken anew when they are next asked for. Where nearly every change has
 * it taken anew, nothing is kept that could be renewed, and the columns of the run before are written over: that takes a
 * fraction of the time.
 */
export function liveRun({ plan, period, live, ground }: Place): LiveRun {
  let run: RenewableRun | undefined = renewableRun(plan, live.field(), period)
  let figures: Figures | undefined = ground.figures(run.passed)
  let [isWorthKeeping, renewals] = [run.refused === undefined, 0]
  let room: ColumnRoom | undefined
  const kept = (): Figures => {
    run = renewableRun(plan, live.field(), period)
    renewals = 0
    return ground.figures(run.passed)
  }
  const whole = (): Figures => {
    run = undefined
    room ??= columnRoom(live.field().people)
    room.empty()
    return ground.figures(runPasses(plan, live.field(), period, { room }))
  }
  const anew = (): Figures =>
    orNone(isWorthKeeping ? kept : whole) ?? figuresOf(plan, ground.wholeInput(), period)
  return {
    figures: () => (figures ??= anew()),
    joined: (person, above) => run?.joined(person, above),
    renew(changed, isFine, sinceMs) {
      const known = run
      if (!figures?.byPasses || !known || !isWorthKeeping || !isFine) {
        figures = undefined
        return undefined
      }
      // A number that leaves its range in the middle of a renewal leaves columns that are computed anew.
      if (orNone(() => known.renew(changed, sinceMs)) === undefined) {
        isWorthKeeping = renewals >= WORTH_RENEWALS
        figures = undefined
        return undefined
      }
      renewals += 1
      return known.reached()
    },
  }
}

/** Undefined where columns cannot say it. */
export function orNone<T>(make: () => T): T | undefined {
  try {
    return make()
  } catch (error) {
    if (error instanceof NotCompiled || error instanceof OutOfRange) return undefined
    throw error
  }
}
