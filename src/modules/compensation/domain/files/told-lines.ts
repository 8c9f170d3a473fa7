import { formatShort } from '#shared/decimal.ts'
import type { CheckedPerson } from '../checker/check-pay.ts'
import type { Fraction } from '../checker/fraction.ts'
import type { Part } from '../checker/part.ts'
import { PRINTED_PLACES } from './pay-rows.ts'

/**
 * What stands at one place of lines.csv or skipped.csv: the sum of its rows in 10^-12. Every printed amount is cut below its last
 * decimal, so that a sum may miss the exact one by that much for each row.
 */
type Sum = Readonly<{ amount: bigint; rows: bigint }>

/** Rows by their place: which person, bonus, order, source and level, and what kind of line or which reason. */
export type ToldLines = Map<string, Sum>

/** Where a row stands, in words for a message. */
export type LinePlace = Readonly<{
  file: 'line' | 'skipped'
  bonus: string
  order: string
  source: string
  level: string
  kind: string
}>

/** Adds a row; what rounding adds is told by the sum of the lines, and has no place of its own. */
export function tellLine(told: ToldLines, place: LinePlace, amount: bigint): void {
  if (place.file === 'line' && place.kind === 'rounding') return
  const key = placeText(place)
  const known = told.get(key) ?? { amount: 0n, rows: 0n }
  told.set(key, { amount: known.amount + amount, rows: known.rows + 1n })
}

function placeText({ file, bonus, order, source, level, kind }: LinePlace): string {
  const parts = [
    order === '' ? '' : ` of ${order}`,
    source === '' ? '' : ` from ${source}`,
    level === '' ? '' : ` at ${level}`,
    kind === '' ? '' : `, ${kind}`,
  ]
  return `${file} ${bonus}${parts.join('')}`
}

/** The lines that the checker finds for a person, and what it says the person does not get. */
export function linesOf({ lines, skipped }: Pick<CheckedPerson, 'lines' | 'skipped'>): ToldLines {
  const found: ToldLines = new Map()
  for (const parts of [lines, skipped])
    for (const [bonus, all] of parts)
      for (const part of all) tellLine(found, placeOf(bonus, part), inPrinted(part.amount))
  return found
}

function placeOf(bonus: string, { order, source = '', level, note = '', skip }: Part): LinePlace {
  return {
    file: skip ? 'skipped' : 'line',
    bonus,
    order: order?.id ?? '',
    source,
    level: level === undefined ? '' : String(level),
    kind: skip?.reason ?? note,
  }
}

function inPrinted({ n, d }: Fraction): bigint {
  return (n * 10n ** BigInt(PRINTED_PLACES)) / d
}

/** Where the files and the checker differ. */
export function lineDifferences(
  told: ToldLines,
  found: ToldLines,
): readonly Readonly<{ what: string; run: string; check: string }>[] {
  return [...new Set([...told.keys(), ...found.keys()])].flatMap((what) => {
    const [run, check] = [told.get(what) ?? NONE, found.get(what) ?? NONE]
    const gap = run.amount > check.amount ? run.amount - check.amount : check.amount - run.amount
    return gap <= run.rows + check.rows ? [] : [{ what, run: text(run), check: text(check) }]
  })
}

const NONE: Sum = { amount: 0n, rows: 0n }

function text({ amount, rows }: Sum): string {
  return rows === 0n ? 'nothing' : formatShort(amount, PRINTED_PLACES)
}
