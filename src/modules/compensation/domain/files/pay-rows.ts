import { formatDecimal, formatShort } from '#shared/decimal.ts'
import { exactText, roundExact, type Exact } from '#shared/exact.ts'
import type { Plan } from '../language/plan.ts'
import type { Value } from '../language/value.ts'
import type { PayLine, PayResult, PersonEarning } from '../pay/pay-result.ts'
import { unitDigits } from './column.ts'
import { headerOf, outputFiles } from './output-files.ts'

/** The most decimals of a printed number; what lies below is cut, and a line of rounding holds the sum. */
export const PRINTED_PLACES = 12

/** What a person earns from each bonus, in order of id and then of the plan's bonuses. */
export function* payEarningsRows(plan: Plan, result: PayResult): Generator<string[]> {
  for (const earning of result.earnings)
    yield [earning.personId, earning.bonus, minorText(plan, earning), earning.currency]
}

/**
 * The lines of each earning; earnings and lines stand in one order. What rounding and cutting take or add stands in one line
 * with the note `rounding`, so that an earning is exactly the sum of its printed lines. Throws where a line belongs to no
 * earning.
 */
export function* payLineRows(plan: Plan, result: PayResult): Generator<string[]> {
  const { lines } = result
  let next = 0
  for (const { personId, bonus, minor, currency } of result.earnings) {
    let sum = 0n
    for (let line = lines[next]; line?.personId === personId && line.bonus === bonus; line = lines[next]) {
      next += 1
      if (line.note === ROUNDING) continue
      sum += roundExact(line.amount, PRINTED_PLACES, 'down')
      yield [...lineStart(line), printed(line.base), printed(line.rate), printed(line.amount), line.note]
    }
    const whole = minor * 10n ** BigInt(PRINTED_PLACES - unitDigits(plan.units, currency))
    if (whole === sum) continue
    yield [personId, bonus, '', '', '', '', '', formatShort(whole - sum, PRINTED_PLACES), ROUNDING]
  }
  const lost = lines[next]
  if (lost) throw new Error(`a line of ${lost.bonus} of ${lost.personId} belongs to no earning`)
}

const ROUNDING = 'rounding'

/** What somebody did not get, with the reason and what was missing. */
export function* paySkippedRows(result: PayResult): Generator<string[]> {
  for (const line of result.skipped)
    yield [...lineStart(line), printed(line.amount), line.reason, line.missing]
}

export function payPeopleHeader(result: PayResult): readonly string[] {
  return [
    ...headerOf(outputFiles.people).filter((name) => !name.endsWith('<NAME>')),
    ...result.volumes.map((volume) => `volume:${volume.name}`),
    ...result.measures.map((measure) => `measure:${measure.name}`),
  ]
}

export function* payPeopleRows(plan: Plan, result: PayResult): Generator<string[]> {
  const text = measureText(plan)
  for (const [index, person] of result.people.entries())
    yield [
      person.id,
      person.rank ?? '',
      person.nextRank ?? '',
      person.missing.join('; '),
      String(person.active),
      ...result.volumes.map((volume) => valueText(volume.of(index))),
      ...result.measures.map((measure) => text(measure.name, measure.of(index))),
    ]
}

export function* stateRows(result: PayResult): Generator<string[]> {
  for (const entry of result.state) yield [entry.personId, entry.period, entry.name, entry.value]
}

/** A value of a measure as text; a measure that gives a rank is printed as the rank's name. */
export function measureText(plan: Plan): (name: string, value: Value) => string {
  const ranks = new Set(
    plan.measures.flatMap((measure) => (measure.rule.type === 'rank' ? [measure.name] : [])),
  )
  return (name, value) => {
    const text = valueText(value)
    return ranks.has(name) ? (plan.ranks[Number(text) - 1]?.name ?? '') : text
  }
}

export function valueText(value: Value): string {
  return typeof value === 'boolean' || typeof value === 'string'
    ? String(value)
    : exactText(value, PRINTED_PLACES)
}

/** The amount of an earning in major units, with all decimals of its currency. */
export function minorText(plan: Plan, earning: Pick<PersonEarning, 'minor' | 'currency'>): string {
  return formatDecimal(earning.minor, unitDigits(plan.units, earning.currency))
}

function lineStart(line: Omit<PayLine, 'note' | 'base' | 'rate'>): string[] {
  const level = line.level === undefined ? '' : String(line.level)
  return [line.personId, line.bonus, line.sourceOrder, line.sourcePerson, level]
}

function printed(value: Exact | undefined): string {
  return value === undefined ? '' : exactText(value, PRINTED_PLACES)
}
