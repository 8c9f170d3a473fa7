import type { Period } from '#shared/period.ts'
import type { Plan } from '../language/plan.ts'
import type { PayInput, StateInput } from '../pay/pay-input.ts'
import { periodNamed } from './periods.ts'
import type { World } from './world.ts'

/** What a state row is called. Volumes, measures, `rank` and `active` of earlier periods have their own names. */
export const stateNames = {
  rank: 'rank',
  careerRank: 'career rank',
  earnedRank: 'earned rank',
  rankMissed: 'rank missed',
  active: 'active',
  total: (volume: string) => `total ${volume}`,
  debt: (volume: string) => `debt ${volume}`,
  paid: (bonus: string) => `paid ${bonus}`,
  once: (bonus: string) => `${bonus} once`,
  onceOf: (bonus: string, item: string) => `${bonus} once ${item}`,
  side: (bonus: string, side: 'left' | 'right') => `${bonus} ${side}`,
  qualified: (bonus: string) => `${bonus} qualified`,
  fund: (bonus: string) => `${bonus} fund`,
} as const

type DatedRow = StateInput & Readonly<{ fromMs: number }>

/**
 * The value of a name in a period: '' for who has no row where anybody has one, and undefined where the state tells nothing
 * of that name and period.
 */
export function stateIn(input: PayInput, personId: string, period: string, name: string): string | undefined {
  const rows = input.state.filter((row) => row.period === period && row.name === name)
  if (rows.length === 0) return undefined
  return rows.find((row) => row.personId === personId)?.value ?? ''
}

/** Rows under a name that tell of periods before that of a world, the oldest first. */
export function rowsNamed(world: World, name: string): readonly DatedRow[] {
  return world.input.state
    .filter((row) => row.name === name)
    .map((row) => ({ ...row, fromMs: periodNamed(world.plan, row.period)?.fromMs ?? -Infinity }))
    .filter((row) => row.fromMs < world.period.fromMs)
    .toSorted((a, b) => a.fromMs - b.fromMs)
}

/** Such rows of one person. */
export function stateRows(world: World, personId: string, name: string): readonly DatedRow[] {
  return rowsNamed(world, name).filter((row) => row.personId === personId)
}

/**
 * What the state told when an earlier period was run. A row named `until RUN: NAME` stood under NAME until that run; for a period
 * before it, the one that was taken away first afterwards is what stood, and what stands now came later.
 */
export function stateOfThen(plan: Plan, input: PayInput, period: Period): readonly StateInput[] {
  const isLater = (run: Period): boolean => {
    if (run.label === period.label) return true
    return run.kind === plan.calendar ? run.untilMs > period.untilMs : run.fromMs >= period.fromMs
  }
  const outdated = input.state
    .flatMap((row) => {
      const found = tookAway(plan, row.name)
      return found && isLater(found.run) ? [{ run: found.run, row: { ...row, name: found.name } }] : []
    })
    .toSorted((a, b) => a.run.untilMs - b.run.untilMs)
  const alike = (a: StateInput) => (b: StateInput) =>
    a.personId === b.personId && a.name === b.name && a.period === b.period
  const stood = outdated.map(({ row }) => row).filter((row, at, all) => all.findIndex(alike(row)) === at)
  return [...input.state.filter((row) => !stood.some(alike(row))), ...stood]
}

/** The run that took a row away, and its name before; the name of a campaign may hold a colon. */
function tookAway(plan: Plan, name: string): Readonly<{ run: Period; name: string }> | undefined {
  const words = /^until (.+)$/s.exec(name)?.[1]?.split(': ') ?? []
  return words
    .map((_, at) => ({
      run: periodNamed(plan, words.slice(0, at).join(': ')),
      name: words.slice(at).join(': '),
    }))
    .find((one): one is { run: Period; name: string } => one.run !== undefined)
}
