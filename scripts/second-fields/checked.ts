import { checkPay, type CheckedPerson } from '#modules/compensation/domain/checker/check-pay.ts'
import { fraction, fractionText, nearestWhole, times } from '#modules/compensation/domain/checker/fraction.ts'
import { digitsOf } from '#modules/compensation/domain/checker/money.ts'
import { stateNames } from '#modules/compensation/domain/checker/state.ts'
import type { Figure } from '#modules/compensation/domain/checker/world.ts'
import type { Plan } from '#modules/compensation/domain/language/plan.ts'
import type { PayInput, StateInput } from '#modules/compensation/domain/pay/pay-input.ts'
import type { Period } from '#shared/period.ts'
import { formatShort } from '#shared/decimal.ts'

export type CheckedPeriod = Readonly<{ period: Period; people: readonly CheckedPerson[] }>

/** What the checker finds in periods one after the other, each with the state that the one before left. */
export function checkedPeriods(
  plan: Plan,
  input: PayInput,
  periods: readonly Period[],
): readonly CheckedPeriod[] {
  const sides = new Set(
    plan.bonuses.flatMap(({ name }) => [stateNames.side(name, 'left'), stateNames.side(name, 'right')]),
  )
  let state: readonly StateInput[] = input.state
  return periods.map((period) => {
    const checked = checkPay(plan, { ...input, state }, period)
    // All volume that is still on the sides is told anew, with the period in which it arose.
    state = [...state.filter((row) => !sides.has(row.name)), ...checked.state]
    return { period, people: checked.people }
  })
}

/** A value as expected.csv has it: exact, or to six decimals where no decimal ends. */
function figureText(plan: Plan, value: Figure, isRank: boolean): string {
  if (typeof value !== 'object') return String(value)
  if (isRank) return plan.ranks[Number(value.n / value.d) - 1]?.name ?? ''
  const text = fractionText(value)
  if (!text.includes('/')) return text
  const micro = nearestWhole(times(value, fraction(1_000_000n)), 'half_up')
  return formatShort(micro, 6)
}

/** The kinds of values that the first field is asked for, besides pay: measures, volumes, ranks. */
export type Asked = Readonly<{ labels: readonly string[]; others: readonly string[] }>

/**
 * The text of expected.csv by the checker: everybody's pay by every bonus that pays them, a row of nothing for who gets
 * nothing at all, and the measures, volumes and ranks that the first field is asked for too, where they are not zero.
 */
export function expectedText(plan: Plan, checked: readonly CheckedPeriod[], asked: Asked): string {
  const rows = checked
    .filter(({ period }) => asked.labels.includes(period.label))
    .flatMap(({ period, people }) =>
      people.flatMap((person) =>
        [
          ...payRows(plan, person),
          ...asked.others
            // What is the same for everybody is asked once.
            .filter(
              (what) =>
                person === people[0] || new Set(people.map((one) => otherText(plan, one, what))).size > 1,
            )
            .map((what) => [what, otherText(plan, person, what), ''])
            .filter(([, value]) => value !== '0'),
        ].map((cells) => [person.id, period.label, ...cells, 'no'].join(',')),
      ),
    )
  return `${['person_id,period,what,expected,unit,published', ...rows].join('\n')}\n`
}

function payRows(plan: Plan, person: CheckedPerson): readonly (readonly string[])[] {
  const paid = [...person.earnings].filter(([, { minor }]) => minor !== 0n)
  if (paid.length === 0) return plan.bonuses.length === 0 ? [] : [['earned', '0', '']]
  return paid.map(([bonus, { minor, currency }]) => [
    `earned ${bonus}`,
    formatShort(minor, digitsOf(plan, currency)),
    currency,
  ])
}

function otherText(plan: Plan, person: CheckedPerson, what: string): string {
  if (what === 'rank') return person.rank ?? ''
  const [, kind = '', name = ''] = /^(measure|volume) (.*)$/.exec(what) ?? []
  const value = (kind === 'measure' ? person.measures : person.volumes).get(name)
  if (value === undefined) throw new Error(`the checker does not tell "${what}"`)
  const isRank = plan.measures.some((measure) => measure.name === name && measure.rule.type === 'rank')
  return figureText(plan, value, kind === 'measure' && isRank)
}
