import { EVERY_BONUS, type AdjustmentInput } from './pay-input.ts'

type Stretch = Readonly<{ fromMs: number; untilMs: number }>

/**
 * Whether a rank, waiver or exclusion by hand holds in a period: that of its moment, or where it has an end every one that has a
 * moment of it.
 */
export function holdsIn({ atMs, untilMs }: Pick<AdjustmentInput, 'atMs' | 'untilMs'>, of: Stretch): boolean {
  return atMs < of.untilMs && (untilMs ?? atMs + 1) > of.fromMs
}

/** The corrections that make a condition of a person hold, in a period. */
export function waivers(
  adjustments: readonly AdjustmentInput[],
  of: Readonly<{ name: string; personId: string | undefined; period: Stretch }>,
): readonly AdjustmentInput[] {
  return adjustments.filter(
    (one) =>
      one.kind === 'waiver' &&
      one.name === of.name &&
      one.personId === of.personId &&
      holdsIn(one, of.period),
  )
}

/** The corrections that keep a person from a bonus in a period. */
export function exclusions(
  adjustments: readonly AdjustmentInput[],
  of: Readonly<{ bonus: string; personId: string | undefined; period: Stretch }>,
): readonly AdjustmentInput[] {
  return adjustments.filter(
    (one) =>
      one.kind === 'exclusion' &&
      (one.name === of.bonus || one.name === EVERY_BONUS) &&
      one.personId === of.personId &&
      holdsIn(one, of.period),
  )
}
