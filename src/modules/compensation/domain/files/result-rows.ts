import { formatDecimal, formatShort } from '#shared/decimal.ts'
import { VOLUME_PLACES } from '../plan/node.ts'
import type { Bonus, Need, Plan } from '../plan/plan.ts'
import { exactAt } from '../engine/exact.ts'
import type { Field } from '../engine/field.ts'
import type { PayLine } from '../engine/lines.ts'
import type { Orders } from '../engine/orders.ts'
import { payDigits } from '../engine/pay-digits.ts'
import { exactDecimals, type RunResult } from '../engine/run.ts'
import { missingToBeActive, nextRank, type Missing } from '../engine/standing.ts'
import type { LineStore } from './line-store.ts'

/** Everything that the rows of a result are made of. */
export type ResultParts = Readonly<{
  plan: Plan
  field: Field
  orders: Orders
  run: RunResult
  lines: LineStore
}>

export const earningsHeader = ['person_id', 'bonus', 'amount', 'currency'] as const
export const linesHeader = [
  'person_id',
  'bonus',
  'source_order',
  'source_person',
  'level',
  'base',
  'rate',
  'amount',
  'note',
] as const
export const skippedHeader = [
  'person_id',
  'bonus',
  'source_order',
  'source_person',
  'level',
  'amount',
  'reason',
  'missing',
] as const

/** Numbers of the field in order of id, which is the order of every result file. */
export function peopleById(field: Field): Int32Array {
  return Int32Array.from(field.ids.keys()).sort((a, b) =>
    (field.ids[a] ?? '') < (field.ids[b] ?? '') ? -1 : 1,
  )
}

export function* earningsRows(parts: ResultParts): Generator<string[]> {
  for (const person of peopleById(parts.field)) {
    for (const [index, result] of parts.run.bonuses.entries()) {
      if (!parts.lines.has(person, index)) continue
      const currency = result.bonus.unitValue.currency
      yield [
        idOf(parts, person),
        result.bonus.name,
        minorText(parts, result.bonus, result.minor[person] ?? 0n),
        currency,
      ]
    }
  }
}

/** The lines of every earning, each group ended by its rounding where the exact sum is not a whole minor unit. */
export function* lineRows(parts: ResultParts): Generator<string[]> {
  for (const person of peopleById(parts.field)) {
    for (const [index, result] of parts.run.bonuses.entries()) {
      if (!parts.lines.has(person, index)) continue
      let sum = 0n
      for (const line of parts.lines.of(person, index)) {
        sum += lineExact(result.bonus, line)
        yield [
          ...lineStart(parts, line),
          scaledText(parts, line.base),
          rateText(line.ratePpm),
          lineAmount(parts, result.bonus, line),
          '',
        ]
      }
      const rounded =
        (result.minor[person] ?? 0n) *
        10n **
          BigInt(exactDecimals(parts.run.places) - payDigits(parts.plan, result.bonus.unitValue.currency))
      if (rounded === sum) continue
      const amount = formatShort(rounded - sum, exactDecimals(parts.run.places))
      yield [
        idOf(parts, person),
        result.bonus.name,
        '',
        '',
        '',
        '',
        '',
        amount,
        `rounding ${result.bonus.rounding}`,
      ]
    }
  }
}

export function* skippedRows(parts: ResultParts): Generator<string[]> {
  for (const person of peopleById(parts.field)) {
    for (const [index, result] of parts.run.bonuses.entries()) {
      for (const line of parts.lines.skippedOf(person, index)) {
        yield [
          ...lineStart(parts, line),
          lineAmount(parts, result.bonus, line),
          line.skipped ?? '',
          missingWords(parts, line),
        ]
      }
    }
  }
}

export function peopleHeader(plan: Plan): readonly string[] {
  const volumes = plan.volumes.map((volume) => `volume:${volume.name}`)
  return [
    'id',
    'rank',
    'next_rank',
    'missing',
    'active',
    ...volumes,
    ...plan.measures.map((measure) => `measure:${measure.name}`),
  ]
}

export function* peopleRows(parts: ResultParts): Generator<string[]> {
  const { plan, run, field } = parts
  const places = run.places
  for (const person of peopleById(field)) {
    const next = nextRank(plan, run.standing, run.volumes, person, places)
    const rank = run.standing.ladder[run.standing.rank[person] ?? -1]
    yield [
      idOf(parts, person),
      rank?.name ?? '',
      next?.name ?? '',
      missingText(next?.missing ?? [], places),
      run.standing.active[person] === 1 ? 'yes' : 'no',
      ...plan.volumes.map((volume) =>
        scaledText(parts, run.volumes.ofPeople.get(volume.name)?.[person] ?? 0),
      ),
      ...plan.measures.map((measure) => {
        const column = run.measures.get(measure.name)
        return column ? formatShort(exactAt(column, person), places + 6) : ''
      }),
    ]
  }
}

/** What is missing in words and numbers: "120 group PV; 1 leg with Silver". */
export function missingText(missing: readonly Missing[], places: number): string {
  return missing.map((one) => `${needAmount(one, places)} ${needName(one.need)}`).join('; ')
}

function needAmount(one: Missing, places: number): string {
  return one.need.kind === 'volume' ? formatShort(BigInt(one.missing), places) : String(one.missing)
}

function needName(need: Need): string {
  return need.kind === 'volume' ? need.volume : `legs with ${need.rank}`
}

function missingWords(parts: ResultParts, line: PayLine): string {
  if (line.skipped === 'not_active') {
    return missingText(
      missingToBeActive(parts.plan, parts.run.volumes, line.person, parts.run.places),
      parts.run.places,
    )
  }
  if (line.skipped === 'status') return `status ${parts.plan.pays.statuses.join(' or ')}`
  if (line.skipped === 'kind') return `kind ${parts.plan.pays.kinds.join(' or ')}`
  return ''
}

function lineStart(parts: ResultParts, line: PayLine): string[] {
  return [
    idOf(parts, line.person),
    line.bonus,
    parts.orders.ids[line.order] ?? '',
    idOf(parts, line.source),
    String(line.level),
  ]
}

/** The exact amount of a line in the pay currency, as an integer with `exactDecimals` decimals. */
export function lineExact(bonus: Bonus, line: PayLine): bigint {
  return BigInt(line.base) * BigInt(line.ratePpm) * bonus.unitValue.micro
}

function lineAmount(parts: ResultParts, bonus: Bonus, line: PayLine): string {
  return formatShort(lineExact(bonus, line), exactDecimals(parts.run.places))
}

function minorText(parts: ResultParts, bonus: Bonus, minor: bigint): string {
  return formatDecimal(minor, payDigits(parts.plan, bonus.unitValue.currency))
}

function scaledText(parts: ResultParts, value: number): string {
  return formatShort(BigInt(value), parts.run.places)
}

/** 60000 ppm as "0.06": rates are written as plain fractions of one. */
function rateText(ratePpm: number): string {
  return formatShort(BigInt(ratePpm), VOLUME_PLACES)
}

function idOf(parts: ResultParts, person: number): string {
  return parts.field.ids[person] ?? ''
}
