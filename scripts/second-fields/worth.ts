import type { BinaryBonus, Bonus, Plan } from '#modules/compensation/domain/language/plan.ts'
import type { Rule } from '#modules/compensation/domain/language/expression.ts'
import type { PayInput } from '#modules/compensation/domain/pay/pay-input.ts'
import type { Period } from '#shared/period.ts'
import { fractionText } from '#modules/compensation/domain/checker/fraction.ts'
import { checkedPeriods, type CheckedPeriod } from './checked.ts'

/** How much a field shows of a plan, and what of the things that keep people from pay can be seen in it. */
export type Worth = Readonly<{
  worth: number
  shows: readonly string[]
  misses: readonly string[]
  isVaried: boolean
}>

const always: Rule = { text: 'true', type: 'condition', expression: { node: 'truth', value: true } }

/**
 * How much of a plan a field shows, by the checker alone: different amounts of every bonus, people who get nothing, and
 * whether caps and limits, skipped people and returns make a difference. Undefined when the field shows too little.
 */
export function worthOf(
  plan: Plan,
  input: PayInput,
  periods: readonly Period[],
  checked: readonly CheckedPeriod[],
): Worth | undefined {
  const people = checked.flatMap((one) => one.people)
  const amounts = plan.bonuses.map(
    ({ name }) =>
      new Set(people.map((person) => person.earnings.get(name)?.minor ?? 0n).filter((minor) => minor !== 0n))
        .size,
  )
  if (amounts.includes(0)) return undefined
  const payees = people.filter((person) => [...person.earnings.values()].some(({ minor }) => minor !== 0n))
  if (plan.bonuses.length > 0 && (payees.length < 2 || payees.length === people.length)) return undefined
  const ranks = new Set(people.map((person) => person.rank)).size
  if (plan.bonuses.length === 0 && ranks < 2) return undefined
  const says = textOf(checked)
  const changed = (other: Plan): boolean => textOf(checkedPeriods(other, input, periods)) !== says
  const without = [...variants(plan)].map(([name, other]) => ({ name, isSeen: changed(other) }))
  const shows = without.filter(({ isSeen }) => isSeen).map(({ name }) => name)
  const misses = without.filter(({ isSeen }) => !isSeen).map(({ name }) => name)
  const measures = plan.measures.map(({ name }) => new Set(people.map((one) => measureOf(one, name))).size)
  const most = (list: readonly number[], limit: number): number =>
    list.reduce((sum, one) => sum + Math.min(one, limit), 0)
  const isVaried = amounts.every((count) => count > 1)
  const worth =
    (isVaried ? 20 : 0) +
    Math.min(payees.length, 6) +
    most(amounts, 4) * 2 +
    shows.length * 4 +
    Math.min(ranks, 4) +
    most(measures, 3) -
    input.lines.length / 20
  return { worth, shows, misses, isVaried }
}

function measureOf(person: CheckedPeriod['people'][number], name: string): string {
  const value = person.measures.get(name)
  return typeof value === 'object' ? fractionText(value) : String(value)
}

function textOf(checked: readonly CheckedPeriod[]): string {
  return checked
    .flatMap(({ people }) =>
      people.map((one) => `${one.id} ${[...one.earnings.values()].map(({ minor }) => minor).join(' ')}`),
    )
    .join('\n')
}

/** What a plan may have to keep people from pay. Without it a field that shows it pays otherwise. */
function variants(plan: Plan): ReadonlyMap<string, Plan> {
  const bonuses = (change: (bonus: Bonus) => Bonus): Plan => ({ ...plan, bonuses: plan.bonuses.map(change) })
  const binary = (change: Partial<BinaryBonus>): Plan =>
    bonuses((bonus) => (bonus.kind === 'binary' ? { ...bonus, ...change } : bonus))
  const found = new Map<string, Plan>([['people who are not paid', { ...plan, paid: always }]])
  if (plan.bonuses.some((bonus) => bonus.qualified.text !== 'true'))
    found.set(
      'people who are not qualified',
      bonuses((bonus) => ({ ...bonus, qualified: always })),
    )
  if (plan.limits.length > 0) found.set('limits', { ...plan, limits: [] })
  if (plan.bonuses.some((bonus) => bonus.cap))
    found.set(
      'caps',
      bonuses((bonus) => ({ ...bonus, cap: undefined })),
    )
  const binaries = plan.bonuses.filter((bonus) => bonus.kind === 'binary')
  if (binaries.some((bonus) => bonus.maximumCycles))
    found.set('most cycles', binary({ maximumCycles: undefined }))
  if (binaries.some((bonus) => bonus.maximumSide))
    found.set('largest side', binary({ maximumSide: undefined }))
  if (plan.returns.mode !== 'net') {
    found.set('returns', { ...plan, returns: { ...plan.returns, mode: 'net' } })
    found.set('late returns', { ...plan, returns: { ...plan.returns, windowDays: undefined } })
  }
  if (
    plan.bonuses.some(
      (bonus) => bonus.kind === 'levels' && bonus.steps.by === 'levels' && bonus.steps.counts !== 'everybody',
    )
  )
    found.set(
      'compression',
      bonuses((bonus) =>
        bonus.kind === 'levels' && bonus.steps.by === 'levels'
          ? { ...bonus, steps: { by: 'levels', counts: 'everybody' } }
          : bonus,
      ),
    )
  return found
}
