import type { Period } from '#shared/period.ts'
import type { FrozenColumns } from '../frozen/columns.ts'
import type { BinaryBonus, Plan } from '../language/plan.ts'
import { NotCompiled } from '../passes/code.ts'
import type { EvaluatedVolume } from '../passes/field-columns.ts'
import { columnHistory } from '../passes/of-frozen/history.ts'
import { debtIn, volumesByWindow } from '../passes/of-frozen/volumes.ts'
import { once } from '../passes/once.ts'
import type { WindowVolumes } from '../passes/window-volumes.ts'
import { windowsOf } from '../pay/bonuses/arrivals.ts'

/** The volumes whose sides are matched several times in the period, by the evaluations in which they arose. */
export type LiveWindows = Readonly<{
  /** Undefined for what is matched once. */
  columns: (volume: string, evaluated: BinaryBonus['evaluated']) => readonly EvaluatedVolume[] | undefined
  has: (volume: string) => boolean
  /** False where columns were too coarse for it, and are others now. */
  add: (volume: string, person: number, micro: number, atMs: number) => boolean
}>

/** Those of an open period, with room for so many people who may join and at least so many decimals. */
export function liveWindows(
  plan: Plan,
  frozen: FrozenColumns,
  period: Period,
  { room, decimals }: Readonly<{ room: number; decimals: number }>,
): LiveWindows {
  const made = new Map<string, WindowVolumes & Readonly<{ name: string }>>()
  const history = once(() => columnHistory(plan, frozen, period))
  for (const bonus of plan.bonuses) {
    if (bonus.kind !== 'binary' || windowsOf(plan, period, bonus.evaluated).length === 1) continue
    const { on: name, evaluated } = bonus
    const debt = plan.negativeVolume === 'carried' ? debtIn(plan, history(''), name) : undefined
    const windows = volumesByWindow(plan, frozen, period, { name, evaluated, debt, room })
    if (!windows) throw new NotCompiled('volume by evaluations whose rule reads more than its line')
    windows.begin(decimals)
    made.set(`${evaluated} ${name}`, { ...windows, name })
  }
  return {
    columns: (volume, evaluated) => made.get(`${evaluated} ${volume}`)?.columns(),
    has: (volume) => made.values().some(({ name }) => name === volume),
    add(volume, person, micro, atMs) {
      let isFine = true
      for (const one of made.values())
        if (one.name === volume && !one.add(person, atMs, micro)) isFine = false
      return isFine
    },
  }
}
