import type { Period } from '#shared/period.ts'
import type { BinaryBonus } from '../language/plan.ts'
import { windowsOf } from '../pay/bonuses/arrivals.ts'
import { creditsOnSides } from '../pay/bonuses/collect.ts'
import type { World } from '../pay/world.ts'
import { exactly } from './arithmetic.ts'
import type { EvaluatedVolume } from './field-columns.ts'
import { exactNumber, numberColumn } from './number-column.ts'

/** A volume by the parts of a period in which it arose; these follow each other without a gap. */
export type WindowVolumes = Readonly<{
  /** Adds millionths to somebody's volume. False where the columns were too coarse for it, and are others now. */
  add: (person: number, atMs: number, micro: number) => boolean
  columns: () => readonly EvaluatedVolume[]
}>

/**
 * Sums a volume by windows. Where volume below zero counts as zero, it uses up the oldest volume of the period, and so does what
 * was lacking before, which is zero or less.
 */
export function windowVolumes(
  windows: readonly Period[],
  { people, isKept, debt }: Readonly<{ people: number; isKept: boolean; debt: Float64Array | undefined }>,
): WindowVolumes & Readonly<{ begin: (leastDecimals: number) => void }> {
  let sums: readonly Float64Array[] = windows.map(() => new Float64Array(people))
  let lacking: Float64Array | undefined = isKept ? undefined : new Float64Array(people)
  debt?.forEach((micro, person) => lacking && (lacking[person] = -micro))
  let values = sums
  // Until the first lines are summed everything is in millionths.
  let decimals = 6
  const put = (person: number): void => {
    if (!lacking) return
    let rest = lacking[person] ?? 0
    sums.forEach((sum, at) => {
      const [own, column] = [sum[person] ?? 0, values[at]]
      const taken = Math.min(rest, own)
      rest -= taken
      if (column) column[person] = own - taken
    })
  }
  const rescale = (to: number): void => {
    const by = 10 ** Math.abs(to - decimals)
    const scale = (column: Float64Array): Float64Array =>
      column.map((value) => (to > decimals ? exactly(value * by) : value / by))
    sums = sums.map(scale)
    lacking = lacking && scale(lacking)
    values = lacking ? sums.map((sum) => sum.slice()) : sums
    decimals = to
    for (let person = 0; person < people; person++) put(person)
  }
  const addTo = (column: Float64Array | undefined, person: number, value: number): void => {
    if (column) column[person] = exactly((column[person] ?? 0) + value)
  }
  return {
    begin(leastDecimals) {
      const all = lacking ? [...sums, lacking] : sums
      rescale(Math.max(leastDecimals, ...all.map((column) => numberColumn(column).decimals)))
    },
    add(person, atMs, micro) {
      const step = 10 ** (6 - decimals)
      const isFine = micro % step === 0
      if (!isFine) rescale(6)
      const value = isFine ? micro / step : micro
      if (lacking && micro < 0) addTo(lacking, person, -value)
      else addTo(sums[windows.findIndex(({ untilMs }) => atMs < untilMs)], person, value)
      if (values !== sums) put(person)
      return isFine
    },
    columns: () =>
      windows.flatMap((window, at) => {
        const of = values[at]
        return of ? [{ window, values: of, decimals }] : []
      }),
  }
}

/** A volume by evaluations; what volume below zero uses up is taken from the credits already. */
export function evaluatedVolumes(
  world: World,
  name: string,
  evaluated: BinaryBonus['evaluated'],
): readonly EvaluatedVolume[] {
  const windows = windowsOf(world.plan, world.period, evaluated)
  const sums = windowVolumes(windows, {
    people: world.population.people.length,
    isKept: true,
    debt: undefined,
  })
  for (const { owner, value, atMs } of creditsOnSides(world, name))
    if (owner >= 0) sums.add(owner, atMs, exactNumber(value))
  sums.begin(0)
  return sums.columns()
}
