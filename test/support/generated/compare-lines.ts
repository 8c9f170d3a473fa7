import type { CheckResult } from '#modules/compensation/domain/checker/check-pay.ts'
import {
  fraction,
  fractionText,
  NOTHING,
  plus,
  type Fraction,
} from '#modules/compensation/domain/checker/fraction.ts'
import type { Part } from '#modules/compensation/domain/checker/part.ts'
import type { PayResult } from '#modules/compensation/domain/pay/pay-result.ts'
import type { Exact } from '#shared/exact.ts'

/** Everything that a run and the checker say line by line, and where the potential of every bonus went, as texts by place. */
type Facts = ReadonlyMap<string, string>

/** The lines and skipped rows of a run. What rounding adds is the rest to the earning, and so no line of its own here. */
export function lineFacts(result: PayResult): Facts {
  const facts = new Map<string, Fraction>()
  for (const { personId, bonus, sourceOrder, sourcePerson, level, note, amount } of result.lines)
    if (note !== 'rounding')
      count(facts, ['line', personId, bonus, sourceOrder, sourcePerson, level, note], fromExact(amount))
  for (const { personId, bonus, sourceOrder, sourcePerson, level, reason, amount } of result.skipped)
    count(facts, ['skipped', personId, bonus, sourceOrder, sourcePerson, level, reason], fromExact(amount))
  for (const { bonus, ...sums } of result.sums)
    for (const what of SUMS) count(facts, [what, bonus], fromExact(sums[what]))
  return texts(facts)
}

const SUMS = ['potential', 'paid', 'skipped', 'capped', 'cut', 'rounded'] as const

/** The same of the checker. */
export function checkedLineFacts(checked: CheckResult): Facts {
  const facts = new Map<string, Fraction>()
  const add = (bonus: string, parts: readonly Part[]): void => {
    for (const { personId, order, source, level, note = '', skip, amount } of parts)
      if (note !== 'rounding') {
        const place = [personId, bonus, order?.id ?? '', source ?? '', level]
        count(facts, skip ? ['skipped', ...place, skip.reason] : ['line', ...place, note], amount)
      }
  }
  for (const person of checked.people) {
    for (const [bonus, parts] of person.lines) add(bonus, parts)
    for (const [bonus, parts] of person.skipped) add(bonus, parts)
  }
  for (const [bonus, parts] of checked.unclaimed) add(bonus, parts)
  for (const [bonus, sums] of checked.sums) for (const what of SUMS) count(facts, [what, bonus], sums[what])
  return texts(facts)
}

function count(
  facts: Map<string, Fraction>,
  place: readonly (string | number | undefined)[],
  amount: Fraction,
): void {
  const key = place.map((part) => `${part ?? ''}`).join(' | ')
  facts.set(key, plus(facts.get(key) ?? NOTHING, amount))
}

/** Lines of nothing say nothing. */
function texts(facts: ReadonlyMap<string, Fraction>): Facts {
  return new Map(
    [...facts].filter(([, amount]) => amount.n !== 0n).map(([key, amount]) => [key, fractionText(amount)]),
  )
}

function fromExact(value: Exact): Fraction {
  return typeof value === 'number'
    ? fraction(BigInt(value), 1_000_000n)
    : fraction(value.n, value.d * 1_000_000n)
}
