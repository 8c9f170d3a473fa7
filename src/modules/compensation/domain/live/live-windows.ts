import type { Period } from '#shared/period.ts'
import type { FrozenColumns } from '../frozen/columns.ts'
import type { Plan } from '../language/plan.ts'
import { NotCompiled } from '../passes/code.ts'
import type { FieldColumns } from '../passes/field-columns.ts'
import { columnHistory } from '../passes/of-frozen/history.ts'
import { debtIn, volumesByWindow } from '../passes/of-frozen/volumes.ts'
import { once } from '../passes/once.ts'
import type { WindowVolumes } from '../passes/window-volumes.ts'
import { windowsOf } from '../pay/bonuses/arrivals.ts'

/** Volumes by the evaluations in which they arose; what is matched once in the period is all of a volume. */
export type LiveWindows = Readonly<{
  columns: FieldColumns['volumeIn']
  has: (volume: string) => boolean
  /** False where columns were too coarse for it, and are others now. */
  add: (volume: string, person: number, micro: number, atMs: number) => boolean
}>

/** Those of an open period, with room for so many people who may join and at least so many decimals. */
export function liveWindows(
  plan: Plan,
  frozen: FrozenColumns,
  period: Period,
  { room, decimals, column }: Readonly<{ room: number; decimals: number; column: FieldColumns['volume'] }>,
): LiveWindows {
  const made = new Map<string, WindowVolumes & Readonly<{ name: string }>>()
  const history = once(() => columnHistory(plan, frozen, period))
  for (const bonus of plan.bonuses) {
    if (bonus.kind !== 'binary' || windowsOf(plan, period, bonus.evaluated).length === 1) continue
    const { on: name, evaluated } = bonus
    const debt = plan.negativeVolume === 'carried' ? debtIn(plan, period, history(''), name) : undefined
    const windows = volumesByWindow(plan, frozen, period, { name, evaluated, debt, room })
    if (!windows) throw new NotCompiled('volume by evaluations whose rule reads more than its line')
    windows.begin(decimals)
    made.set(`${evaluated} ${name}`, { ...windows, name })
  }
  return {
    has: (volume) => made.values().some(({ name }) => name === volume),
    columns: (volume, evaluated) =>
      made.get(`${evaluated} ${volume}`)?.columns() ??
      windowsOf(plan, period, evaluated).map((window) => ({ window, ...column(volume) })),
    add(volume, person, micro, atMs) {
      let isFine = true
      for (const one of made.values())
        if (one.name === volume && !one.add(person, atMs, micro)) isFine = false
      return isFine
    },
  }
}
