import { EVERY_BONUS, type AdjustmentInput } from './pay-input.ts'

type Stretch = Readonly<{ fromMs: number; untilMs: number }>

/**
 * Whether a rank, waiver or exclusion by hand holds in a period: that of its moment, or where it has an end every one that has a
 * moment of it.
 */
export function holdsIn({ atMs, untilMs }: Pick<AdjustmentInput, 'atMs' | 'untilMs'>, of: Stretch): boolean {
  return atMs < of.untilMs && (untilMs ?? atMs + 1) > of.fromMs
}

type OfPeople = ReadonlyMap<string, readonly AdjustmentInput[]>

/** Everybody is asked about, and few are corrected: rows are sorted by person once for each list of them. */
const sorted = new WeakMap<readonly AdjustmentInput[], OfPeople>()

/** The corrections of a person. */
export function correctionsOf(
  adjustments: readonly AdjustmentInput[],
  personId: string | undefined,
): readonly AdjustmentInput[] {
  if (adjustments.length === 0 || personId === undefined) return []
  const ofPeople = sorted.get(adjustments) ?? Map.groupBy(adjustments, (one) => one.personId)
  sorted.set(adjustments, ofPeople)
  return ofPeople.get(personId) ?? []
}

/** The corrections that make a condition of a person hold, in a period. */
export function waivers(
  adjustments: readonly AdjustmentInput[],
  of: Readonly<{ name: string; personId: string | undefined; period: Stretch }>,
): readonly AdjustmentInput[] {
  return correctionsOf(adjustments, of.personId).filter(
    (one) => one.kind === 'waiver' && one.name === of.name && holdsIn(one, of.period),
  )
}

/** The corrections that keep a person from a bonus in a period. */
export function exclusions(
  adjustments: readonly AdjustmentInput[],
  of: Readonly<{ bonus: string; personId: string | undefined; period: Stretch }>,
): readonly AdjustmentInput[] {
  return correctionsOf(adjustments, of.personId).filter(
    (one) =>
      one.kind === 'exclusion' &&
      (one.name === of.bonus || one.name === EVERY_BONUS) &&
      holdsIn(one, of.period),
  )
}
