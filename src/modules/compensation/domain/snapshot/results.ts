import type { Plan } from '../plan/plan.ts'
import { payDigits } from '../engine/pay-digits.ts'
import type { SnapshotRun } from './run-snapshot.ts'
import { byteReader, byteWriter } from './bytes.ts'

/** What a run says of a person; amounts in minor units, in the order of the plan's bonuses. */
export type PersonResult = Readonly<{
  personId: bigint
  active: boolean
  rank: number
  minors: readonly bigint[]
}>

/** The results of a run: everybody who is paid something, has a rank or is active. */
export type Results = Readonly<{
  period: string
  snapshotHash: string
  bonuses: readonly string[]
  people: readonly PersonResult[]
}>

const FORMAT = 1

export function resultsOf(of: SnapshotRun, snapshotHash: string): Results {
  const { run, personIds, snapshot } = of
  const people: PersonResult[] = []
  personIds.forEach((personId, number) => {
    const minors = run.bonuses.map((result) => result.minor[number] ?? 0n)
    const [rank, active] = [run.standing.rank[number] ?? -1, run.standing.active[number] === 1]
    if (active || rank >= 0 || minors.some((minor) => minor !== 0n))
      people.push({ personId, active, rank, minors })
  })
  people.sort((a, b) => (a.personId < b.personId ? -1 : 1))
  return {
    period: snapshot.period,
    snapshotHash,
    bonuses: run.bonuses.map((result) => result.bonus.name),
    people,
  }
}

/** The canonical bytes of results, by internal person id; the same snapshot and plan give the same bytes. */
export function encodeResults(results: Results): Uint8Array {
  const out = byteWriter()
  out.text('openfield results')
  out.u32(FORMAT)
  out.text(results.period)
  out.text(results.snapshotHash)
  out.u32(results.bonuses.length)
  for (const bonus of results.bonuses) out.text(bonus)
  out.u32(results.people.length)
  for (const person of results.people) {
    out.i64(person.personId)
    out.u8(person.active ? 1 : 0)
    out.u8(person.rank + 1)
    for (const minor of person.minors) out.i64(minor)
  }
  return out.bytes()
}

export function decodeResults(bytes: Uint8Array): Results {
  const input = byteReader(bytes)
  if (input.text() !== 'openfield results' || input.u32() !== FORMAT)
    throw new Error('these bytes are no results that this version reads')
  const [period, snapshotHash] = [input.text(), input.text()]
  const bonuses = Array.from({ length: input.u32() }, () => input.text())
  const people = Array.from({ length: input.u32() }, () => ({
    personId: input.i64(),
    active: input.u8() === 1,
    rank: input.u8() - 1,
    minors: bonuses.map(() => input.i64()),
  }))
  input.end()
  return { period, snapshotHash, bonuses, people }
}

/** Sums of results by currency, in minor units, and how many people are paid. */
export function totalsOf(plan: Plan, results: Results) {
  const byBonus = plan.bonuses.map((bonus, index) => ({
    bonus: bonus.name,
    currency: bonus.unitValue.currency,
    digits: payDigits(plan, bonus.unitValue.currency),
    minor: results.people.reduce((sum, person) => sum + (person.minors[index] ?? 0n), 0n),
  }))
  const peopleWithPay = results.people.filter((person) => person.minors.some((minor) => minor !== 0n)).length
  return { byBonus, peopleWithPay }
}
