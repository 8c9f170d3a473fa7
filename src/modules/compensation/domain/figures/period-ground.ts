import type { Period } from '#shared/period.ts'
import type { Plan } from '../language/plan.ts'
import { dayVolumes, type DayVolumes } from '../live/day-volumes.ts'
import type { FieldColumns } from '../passes/field-columns.ts'
import type { FrozenGround } from '../passes/ground/frozen-ground.ts'
import type { PassResult } from '../passes/run-passes.ts'
import { walkVersions } from '../pay/run-pay.ts'
import { figuresByPasses, type Figures } from './figures.ts'
import { knownOfRun } from './known-of-run.ts'

/** A period in columns, of which the figures of single people are told. */
export type PeriodGround = FrozenGround &
  Readonly<{
    days: DayVolumes
    /** The figures of a run over the field. */
    figures: (passed: PassResult) => Figures
  }>

export function periodGround(
  plan: Plan,
  period: Period,
  field: FieldColumns,
  ground: FrozenGround,
): PeriodGround {
  const days = dayVolumes(plan.timeZone)
  return {
    ...ground,
    days,
    figures(passed) {
      const walked = () => walkVersions([plan], ground.wholeInput(), period)
      const figures = figuresByPasses({ world: field.world(knownOfRun(passed)), field, passed }, walked)
      return { ...figures, days: (person) => days.ofTeam(field.tree('sponsor'), person) }
    },
  }
}
