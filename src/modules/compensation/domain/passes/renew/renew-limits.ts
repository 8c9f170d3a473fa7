import type { Limit } from '../../language/plan.ts'
import type { Settled } from '../settle.ts'
import type { Renewal, Step } from './renewal.ts'

/** What bonuses pay together, which a limit of the company is held against. */
type Total = Readonly<{
  /** Whether the limit takes something, so that everybody's pay hangs on everybody's. */
  isOver: () => boolean
  /** Somebody's pay is no part of the total, and is again. */
  leave: (person: number) => void
  enter: (person: number) => void
  /** Applies the limit again; the total is added up anew first where more than single people are paid something else. */
  apply: (isAnew: boolean) => void
}>

/** Keeps how limits are applied again: for those who are computed again, or for everybody where they change everybody's pay. */
export type LimitsAgain = Readonly<{
  ofPeople: (ofAll: () => void, of: (person: number) => void) => void
  ofCompany: (total: Total) => void
  /** Keeps this behind what limits go by, such as sums over everybody: only then it is known whether it is for everybody. */
  keep: () => void
}>

export function limitsAgain(
  renewal: Renewal,
  settled: readonly Settled[],
  limits: readonly Limit[],
): LimitsAgain {
  const { members } = renewal
  const steps: Step[] = []
  const firstOfCompany = limits.findIndex(({ per }) => per === 'company')
  // A total is followed person by person where nothing is taken of people after it.
  const isFollowed = firstOfCompany < 0 || limits.slice(firstOfCompany).every(({ per }) => per === 'company')
  const totals: Total[] = []
  let isOfAll = false
  steps.push((count) => {
    isOfAll = !isFollowed || renewal.limitsAll() || totals.some((total) => total.isOver())
    // What is paid is what is due, until it is limited again.
    if (isOfAll) for (const { minor, payable } of settled) minor.set(payable.values)
    else
      for (const person of members.subarray(0, count)) {
        for (const total of totals) total.leave(person)
        for (const { minor, payable } of settled) minor[person] = payable.values[person] ?? 0
      }
  })
  return {
    ofPeople: (ofAll, of) =>
      void steps.push((count) => {
        if (isOfAll) ofAll()
        else for (const person of members.subarray(0, count)) of(person)
      }),
    ofCompany(total) {
      totals.push(total)
      steps.push((count) => {
        if (!isOfAll) for (const person of members.subarray(0, count)) total.enter(person)
        total.apply(isOfAll)
        isOfAll ||= total.isOver()
      })
    },
    keep: () => void renewal.steps.push(...steps),
  }
}
