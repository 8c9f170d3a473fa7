import { exactOfText } from '../pay/state-text.ts'
import { holdsIn } from '../pay/by-hand.ts'
import { EVERY_BONUS, type AdjustmentInput } from '../pay/pay-input.ts'
import { exactly } from './arithmetic.ts'
import { exactNumber } from './number-column.ts'

/** A correction by hand with its person by number. */
export type Correction = Readonly<{ person: number }> &
  Pick<AdjustmentInput, 'kind' | 'name' | 'value' | 'atMs' | 'untilMs'>

/** What corrections by hand change of a run besides volumes; columns are undefined where there is nothing of them. */
export type ByHand = Readonly<{
  /** The rank that is granted at least, from 1; 0 is none. */
  rank: Uint8Array | undefined
  /** For whom a condition holds: `active`, a measure, or the qualification of a bonus. */
  waived: (name: string) => Uint8Array | undefined
  /** Who is kept from a bonus. */
  excluded: (bonus: string) => Uint8Array | undefined
  /** What is added to a bonus, by person in millionths, and by each correction. */
  added: (bonus: string) => ReadonlyMap<number, number>
  addedEach: (bonus: string) => readonly Readonly<{ person: number; micro: number }>[]
}>

/** Where nothing was corrected. */
export const nothingByHand: ByHand = {
  rank: undefined,
  waived: () => undefined,
  excluded: () => undefined,
  added: () => new Map(),
  addedEach: () => [],
}

type Period = Readonly<{ fromMs: number; untilMs: number }>
type Ranks = Readonly<{ numberOf: (name: string) => number; before: Uint8Array }>

/** The corrections of a period as columns of so many people. */
export function byHandOf(
  corrections: readonly Correction[],
  period: Period,
  { people, ranks }: Readonly<{ people: number; ranks: Ranks }>,
): ByHand {
  const known = corrections.filter(({ person }) => person >= 0)
  const marked = (of: readonly Correction[]): Uint8Array | undefined => {
    if (of.length === 0) return undefined
    const marks = new Uint8Array(people)
    for (const { person } of of) marks[person] = 1
    return marks
  }
  const holding = known.filter((one) => holdsIn(one, period))
  const added = known.filter(
    ({ kind, atMs }) => kind === 'bonus' && atMs >= period.fromMs && atMs < period.untilMs,
  )
  const addedEach = (bonus: string) =>
    added
      .filter(({ name }) => name === bonus)
      .map(({ person, value }) => ({ person, micro: exactNumber(exactOfText(value)) }))
  return {
    rank: granted(
      holding.filter(({ kind }) => kind === 'rank'),
      people,
      ranks,
    ),
    waived: (name) => marked(holding.filter((one) => one.kind === 'waiver' && one.name === name)),
    excluded: (bonus) =>
      marked(
        holding.filter((one) => one.kind === 'exclusion' && (one.name === bonus || one.name === EVERY_BONUS)),
      ),
    added(bonus) {
      const sums = new Map<number, number>()
      for (const { person, micro } of addedEach(bonus))
        sums.set(person, exactly((sums.get(person) ?? 0) + micro))
      return sums
    },
    addedEach,
  }
}

function granted(
  grants: readonly Correction[],
  people: number,
  { numberOf, before }: Ranks,
): Uint8Array | undefined {
  if (grants.length === 0) return undefined
  const ranks = new Uint8Array(people)
  for (const { person, name, value } of grants) {
    const rank = numberOf(name)
    const isHeld = value !== 'protected' || (before[person] ?? 0) >= rank
    if (isHeld) ranks[person] = Math.max(ranks[person] ?? 0, rank)
  }
  return ranks
}

/** What corrections add to a personal volume in a period, by person in millionths. */
export function volumesByHand(
  corrections: readonly Correction[],
  volume: string,
  period: Period,
): readonly Readonly<{ person: number; atMs: number; micro: number }>[] {
  return corrections
    .filter(
      ({ kind, name, atMs }) =>
        kind === 'volume' && name === volume && atMs >= period.fromMs && atMs < period.untilMs,
    )
    .map(({ person, atMs, value }) => ({ person, atMs, micro: exactNumber(exactOfText(value)) }))
}
