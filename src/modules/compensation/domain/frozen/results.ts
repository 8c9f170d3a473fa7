import type { Figures } from '../figures/figures.ts'
import { rankOf } from '../pay/make-world.ts'
import type { StateInput } from '../pay/pay-input.ts'
import { byteReader, byteWriter, type ByteReader, type ByteWriter } from './bytes.ts'
import {
  readBigs,
  readInts,
  readTexts,
  readWords,
  writeBigs,
  writeInts,
  writeTexts,
  writeWords,
} from './byte-columns.ts'
import { readState, writeState } from './frozen-rows.ts'

/** What a run says of a person; ranks are numbers of the plan's ladder from 1, 0 is none. */
export type PersonResult = Readonly<{
  personId: bigint
  active: boolean
  rank: number
  careerRank: number
  /** For how many periods the needs of the rank have not been met. */
  missed: number
}>

/** What a run pays a person by the bonus at a place of the plan; never 0. */
export type PaidResult = Readonly<{ personId: bigint; place: number; currency: string; minor: bigint }>

/** The results of a run: everybody who is active, holds a rank or is paid; what each is paid; what the next run takes over. */
export type Results = Readonly<{
  period: string
  snapshotHash: string
  bonuses: readonly string[]
  people: readonly PersonResult[]
  earnings: readonly PaidResult[]
  state: readonly StateInput[]
}>

const FORMAT = 2

export function resultsOf(figures: Figures, personIds: readonly bigint[], snapshotHash: string): Results {
  const { plan, world, period } = figures
  const people: PersonResult[] = []
  const earnings: PaidResult[] = []
  const active = world.column('active')
  for (const [person, personId] of personIds.entries()) {
    const paid = figures.earned(person).filter(({ minor }) => minor !== 0n)
    const one = {
      personId,
      active: active(person) === true,
      rank: figures.rank(person),
      careerRank: rankOf(world, 'career rank', person),
      missed: figures.missed(person),
    }
    if (one.active || one.rank > 0 || one.careerRank > 0 || paid.length > 0) people.push(one)
    for (const { place, currency, minor } of paid) earnings.push({ personId, place, currency, minor })
  }
  people.sort(byPerson)
  earnings.sort((a, b) => byPerson(a, b) || a.place - b.place)
  const bonuses = plan.bonuses.map((bonus) => bonus.name)
  return { period: period.label, snapshotHash, bonuses, people, earnings, state: figures.state() }
}

function byPerson(a: Readonly<{ personId: bigint }>, b: Readonly<{ personId: bigint }>): number {
  return a.personId === b.personId ? 0 : a.personId < b.personId ? -1 : 1
}

/** The canonical bytes of results, by internal person id; the same facts and plan give the same bytes. */
export function encodeResults(results: Results): Uint8Array {
  const out = byteWriter()
  out.text('openfield results')
  out.u32(FORMAT)
  out.text(results.period)
  out.text(results.snapshotHash)
  out.u32(results.bonuses.length)
  for (const bonus of results.bonuses) out.text(bonus)
  const { people, earnings } = results
  out.u32(people.length)
  writeBigs(
    out,
    people.map((one) => one.personId),
  )
  writeInts(
    out,
    people.map((one) => (one.active ? 1 : 0)),
  )
  for (const key of ['rank', 'careerRank', 'missed'] as const)
    writeInts(
      out,
      people.map((one) => one[key]),
    )
  writeEarnings(out, earnings)
  const codes = [
    ...new Set(results.state.map((row) => row.personId).filter((code) => code !== '')),
  ].toSorted()
  out.u32(codes.length)
  writeTexts(out, codes)
  writeState(out, results.state, new Map(codes.map((code, place) => [code, place] as const)))
  return out.bytes()
}

function writeEarnings(out: ByteWriter, earnings: readonly PaidResult[]): void {
  out.u32(earnings.length)
  for (const key of ['personId', 'minor'] as const)
    writeBigs(
      out,
      earnings.map((one) => one[key]),
    )
  writeInts(
    out,
    earnings.map((one) => one.place),
  )
  writeWords(
    out,
    earnings.map((one) => one.currency),
  )
}

export function decodeResults(bytes: Uint8Array): Results {
  const input = byteReader(bytes)
  if (input.text() !== 'openfield results' || input.u32() !== FORMAT)
    throw new Error('these bytes are no results that this version reads')
  const [period, snapshotHash] = [input.text(), input.text()]
  const bonuses = Array.from({ length: input.u32() }, () => input.text())
  const people = readPeople(input)
  const earnings = readEarnings(input)
  const state = readState(input, readTexts(input, input.u32()))
  input.end()
  return { period, snapshotHash, bonuses, people, earnings, state }
}

function readPeople(input: ByteReader): PersonResult[] {
  const count = input.u32()
  const ids = readBigs(input, count)
  const [active, rank] = [readInts(input, count), readInts(input, count)]
  const [career, missed] = [readInts(input, count), readInts(input, count)]
  return Array.from(ids, (personId, row) => ({
    personId,
    active: active[row] === 1,
    rank: rank[row] ?? 0,
    careerRank: career[row] ?? 0,
    missed: missed[row] ?? 0,
  }))
}

function readEarnings(input: ByteReader): PaidResult[] {
  const count = input.u32()
  const [ids, minors] = [readBigs(input, count), readBigs(input, count)]
  const places = readInts(input, count)
  const currency = readWords(input, count)
  return Array.from(ids, (personId, row) => ({
    personId,
    place: places[row] ?? 0,
    currency: currency(row),
    minor: minors[row] ?? 0n,
  }))
}
