import { ok, refuse, type Result } from '#shared/refusal.ts'
import { parseInstant } from '#shared/time.ts'
import type { Market } from '#modules/company/api.ts'
import { companyNow } from '#platform/clock/clock.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { readCodes, type RejectedLine } from '../domain/segment-file.ts'
import {
  addMembers,
  endStays,
  holdSegment,
  peopleByNumbers,
  segmentByCode,
  staysAt,
  staysFrom,
  type Segment,
} from '../store/segments.ts'
import { keepFacts } from '../store/standing.ts'

const DAY_MS = 86_400_000
const LINES_MAX = 20_000

type OfSegment = Readonly<{ market: Market; code: string; accountId: bigint }>

/** What a file of people did, or would do: how many are new, how many belonged to it already, and which lines were passed over. */
export type AddedPeople = Readonly<{ added: number; already: number; rejects: readonly RejectedLine[] }>

/**
 * Adds people of its market to a segment by a text of their numbers, until the end of a day or until somebody ends it; those who belong to
 * it already get that end. Lines that name nobody are told and stand in nobody's way. Refused as `promotions.segment_unknown`,
 * `promotions.segment_day` and `promotions.segment_lines`.
 */
export async function addPeople(
  tx: Tx,
  of: OfSegment & Readonly<{ text: string; endsOn: string | undefined; dryRun: boolean }>,
): Promise<Result<AddedPeople>> {
  const { market, code, accountId, endsOn, dryRun } = of
  const { lines, rejects } = readCodes(of.text)
  if (lines.length + rejects.length > LINES_MAX)
    return refuse('promotions.segment_lines', { most: LINES_MAX }, 'text')
  const segment = await segmentByCode(tx, { marketId: market.id, code })
  if (!segment) return refuse('promotions.segment_unknown', { code }, 'segment')
  const now = await companyNow(tx)
  const untilAt = endsOn === undefined ? null : endOf(endsOn, market.timeZone)
  if (untilAt !== null && untilAt.getTime() <= now) return refuse('promotions.segment_day', {}, 'endsOn')
  if (!dryRun) await holdSegment(tx, segment.id)
  const known = await peopleByNumbers(
    tx,
    lines.map((line) => line.code),
  )
  const found = lines.flatMap((line) => {
    const person = known.get(line.code)
    return person?.marketId === market.id ? [person.id] : []
  })
  const strange = lines.flatMap((line): RejectedLine[] => {
    const person = known.get(line.code)
    if (person?.marketId === market.id) return []
    return [{ line: line.line, value: line.code, reason: person ? 'other_market' : 'unknown' }]
  })
  const at = new Date(now)
  const stays = await staysAt(tx, { segmentId: segment.id, personIds: found, at })
  const there = new Set(stays.map(({ personId }) => personId))
  const fresh = found.filter((id) => !there.has(id))
  if (!dryRun) {
    const rows = { segmentId: segment.id, at, untilAt, addedBy: accountId }
    await addMembers(tx, { ...rows, personIds: fresh })
    await endStays(tx, { ...rows, personIds: [...there] })
    await tellSegments(tx, { personIds: found, at, moments: endsOf(stays) })
  }
  const all = [...rejects, ...strange].toSorted((a, b) => a.line - b.line)
  return ok({ added: fresh.length, already: there.size, rejects: all })
}

/** Ends that a person belongs to a segment, now. Refused as `promotions.segment_unknown` and `promotions.segment_person`. */
export async function endMember(
  tx: Tx,
  of: OfSegment & Readonly<{ person: string }>,
): Promise<Result<Segment>> {
  const { market, code, person } = of
  const segment = await segmentByCode(tx, { marketId: market.id, code })
  if (!segment) return refuse('promotions.segment_unknown', { code }, 'segment')
  await holdSegment(tx, segment.id)
  const at = new Date(await companyNow(tx))
  const found = (await peopleByNumbers(tx, [person])).get(person)
  const personIds = found ? [found.id] : []
  const stays = await staysAt(tx, { segmentId: segment.id, personIds, at })
  if (stays.length === 0) return refuse('promotions.segment_person', { person }, 'person')
  await endStays(tx, { segmentId: segment.id, personIds, at, untilAt: at })
  await tellSegments(tx, { personIds, at, moments: endsOf(stays) })
  return ok(segment)
}

/** Adds one person; refused also as `promotions.segment_nobody` where the market has no such person. */
export async function addMember(
  tx: Tx,
  of: OfSegment & Readonly<{ person: string; endsOn: string | undefined }>,
): Promise<Result<AddedPeople>> {
  const done = await addPeople(tx, { ...of, text: of.person, dryRun: false })
  if (!done.ok || done.value.rejects.length === 0) return done
  return refuse('promotions.segment_nobody', { person: of.person }, 'person')
}

/**
 * Tells to which segments people belong, as facts that promotions ask for: from this moment on, and again at each moment at which one of
 * them ends, or was to end by what was told before.
 */
async function tellSegments(
  tx: Tx,
  of: Readonly<{ personIds: readonly bigint[]; at: Date; moments: readonly number[] }>,
): Promise<void> {
  const { personIds, at } = of
  if (personIds.length === 0) return
  const stays = await staysFrom(tx, { personIds, at })
  const byPerson = Map.groupBy(stays, ({ personId }) => personId)
  const moments = new Set([at.getTime(), ...of.moments, ...endsOf(stays)])
  for (const moment of [...moments].filter((one) => one >= at.getTime()).toSorted((a, b) => a - b)) {
    const people = personIds.map((personId) => ({
      personId,
      values: (byPerson.get(personId) ?? [])
        .filter(
          ({ fromAt, untilAt }) => fromAt.getTime() <= moment && (untilAt?.getTime() ?? Infinity) > moment,
        )
        .map(({ code }) => code),
    }))
    // oxlint-disable-next-line no-await-in-loop -- each is compared with what was told before it
    await keepFacts(tx, { fact: 'segment', fromMs: moment, people })
  }
}

function endsOf(stays: readonly Readonly<{ untilAt: Date | null }>[]): readonly number[] {
  return stays.flatMap(({ untilAt }) => untilAt?.getTime() ?? [])
}

/** The end of a day of a market, which is the beginning of the next one. */
function endOf(day: string, timeZone: string): Date {
  const next = new Date(Date.parse(`${day}T00:00:00Z`) + DAY_MS).toISOString().slice(0, 10)
  return new Date(parseInstant(next, timeZone) ?? 0)
}
