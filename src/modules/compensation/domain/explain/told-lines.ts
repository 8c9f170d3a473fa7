import type { PayLine, PayResult, SkippedLine } from '../pay/pay-result.ts'

/** The lines of a run by whom they are paid to, and by where they come from. Built once for a result. */
export type ToldLines = Readonly<{
  paidTo: (personId: string, bonus: string) => readonly PayLine[]
  skippedFor: (personId: string, bonus: string) => readonly SkippedLine[]
  /** What an order of a source gave to everybody on its way. */
  paidFrom: (bonus: string, source: string, order: string) => readonly PayLine[]
  skippedFrom: (bonus: string, source: string, order: string) => readonly SkippedLine[]
}>

const known = new WeakMap<PayResult, ToldLines>()

export function toldLines(result: PayResult): ToldLines {
  const before = known.get(result)
  if (before) return before
  const payees = [grouped(result.lines, payeeKey), grouped(result.skipped, payeeKey)] as const
  const sources = [grouped(result.lines, sourceKey), grouped(result.skipped, sourceKey)] as const
  const made: ToldLines = {
    paidTo: (personId, bonus) => payees[0](keyOf(personId, bonus)),
    skippedFor: (personId, bonus) => payees[1](keyOf(personId, bonus)),
    paidFrom: (bonus, source, order) => sources[0](keyOf(bonus, source, order)),
    skippedFrom: (bonus, source, order) => sources[1](keyOf(bonus, source, order)),
  }
  known.set(result, made)
  return made
}

type Line = PayLine | SkippedLine

function payeeKey({ personId, bonus }: Line): string {
  return keyOf(personId, bonus)
}

function sourceKey({ bonus, sourcePerson, sourceOrder }: Line): string {
  return keyOf(bonus, sourcePerson, sourceOrder)
}

function keyOf(...parts: readonly string[]): string {
  return parts.join('\n')
}

function grouped<L>(lines: readonly L[], key: (line: L) => string): (key: string) => readonly L[] {
  let groups: ReadonlyMap<string, readonly L[]> | undefined
  return (name) => (groups ??= Map.groupBy(lines, key)).get(name) ?? []
}
