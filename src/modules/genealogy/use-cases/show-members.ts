import { peopleByIds, peopleNamed, servedPeopleNamed, visibleNames } from '#modules/field/api.ts'
import { read, type Actor } from '#platform/postgres/transact.ts'
import type { TeamRow, TeamSight } from '../domain/team.ts'
import type { FiguresHead } from './figures-piece.ts'
import type { TeamDeps } from './team-deps.ts'

/** A name that fits more people than this is not narrow enough to be a search. */
const NAMES_MAX = 1000
/** Staff search among everybody; of a name that fits more people, more has to be typed. */
const STAFF_NAMES_MAX = 2000
/** Digits that may begin a code, also typed with spaces and dashes. */
const codePattern = /^[\d\s.-]{1,30}$/

/** Names are searched among those whose names the viewer may see, so that a search tells nothing about the others. */
export async function searchTeam(
  deps: TeamDeps,
  actor: Actor,
  viewer: bigint,
  search: string | undefined,
): Promise<{ search?: { codePrefix?: string; ids: number[] } }> {
  const typed = search?.trim() ?? ''
  if (typed === '') return {}
  const codePrefix = codeBeginning(typed)
  if (codePrefix !== undefined) return { search: { codePrefix, ids: [] } }
  const named = await read(deps, actor, (tx) =>
    servedPeopleNamed(tx, { servedBy: viewer, search: typed, limit: NAMES_MAX }),
  )
  return { search: { ids: named.map(Number) } }
}

/** Whom staff look for, by a beginning of a code or of names. `isCut` where more people have such a name than are looked for. */
export async function searchDownline(
  deps: TeamDeps,
  actor: Actor,
  search: string | undefined,
): Promise<{ search?: { codePrefix?: string; ids: number[] }; isCut: boolean }> {
  const typed = search?.trim() ?? ''
  if (typed === '') return { isCut: false }
  const codePrefix = codeBeginning(typed)
  if (codePrefix !== undefined) return { search: { codePrefix, ids: [] }, isCut: false }
  const named = await read(deps, actor, (tx) =>
    peopleNamed(tx, { search: typed, limit: STAFF_NAMES_MAX + 1 }),
  )
  return {
    search: { ids: named.slice(0, STAFF_NAMES_MAX).map(Number) },
    isCut: named.length > STAFF_NAMES_MAX,
  }
}

/** The digits that a code begins with, if that is what was typed. */
function codeBeginning(typed: string): string | undefined {
  const digits = typed.replaceAll(/[\s.-]/g, '')
  return codePattern.test(typed) && /^[1-9]/.test(digits) ? digits.slice(0, 15) : undefined
}

/**
 * Joins the image's rows, which hold no more than the viewer may see, with what lies in tables; the database itself gives only
 * the names that may be seen, and a distributor those of the first level only.
 */
export async function showMembers(
  deps: TeamDeps,
  actor: Actor,
  input: { rows: readonly TeamRow[]; newSince: number; figures: FiguresHead | undefined; sees: TeamSight },
) {
  const ids = input.rows.map((row) => BigInt(row.id))
  const { people, names } = await read(deps, actor, async (tx) => ({
    people: await peopleByIds(tx, ids),
    names: await visibleNames(tx, ids),
  }))
  const ranks = input.figures?.ladder ?? []
  return input.rows.flatMap((row) => {
    const id = BigInt(row.id)
    const person = people.get(id)
    if (!person) return []
    const isNamed = input.sees === 'everything' || row.level === 1
    const rank = ranks[row.rank - 1]
    return {
      person: deps.ids.close('per', id),
      code: person.code,
      level: row.level,
      kind: person.kind,
      status: person.status,
      joinedAt: person.joinedAt.getTime(),
      isNew: row.joinedMs >= input.newSince,
      name: isNamed ? (names.get(id) ?? null) : null,
      rank: rank === undefined ? null : { name: rank, place: row.rank - 1, of: ranks.length },
      ownVolume: row.own === null ? null : BigInt(row.own),
      branchVolume: row.volume === null ? null : BigInt(row.volume),
      directs: row.directs,
      branch: row.branch,
      isLapsing: row.isLapsing,
    }
  })
}

/** One person as `showMembers` tells, with the figures as they are at that moment where they can be asked for. */
export async function showMember(
  deps: TeamDeps,
  actor: Actor,
  input: { row: TeamRow; newSince: number; figures: FiguresHead | undefined; sinceSeq: bigint | undefined },
) {
  const { row, newSince, figures, sinceSeq } = input
  const [shown] = await showMembers(deps, actor, { rows: [row], newSince, figures, sees: 'first_level' })
  const id = BigInt(row.id)
  const fresh = (await deps.teamFigures?.({ personIds: [id], sinceSeq }))?.get(id)
  if (!shown || !fresh) return shown
  const isFirstLevel = row.level === 1
  return {
    ...shown,
    rank: fresh.rank,
    ownVolume: isFirstLevel ? fresh.ownVolume : null,
    branchVolume: isFirstLevel ? fresh.branchVolume : null,
  }
}

/** What ranks and volumes stand on, as answers tell it. */
export function showFigures(figures: FiguresHead | undefined) {
  if (figures === undefined) return null
  const { seq, period, before, ladder } = figures
  return { seq, period, before, ranks: [...ladder] }
}

/** The people of a line with their levels, nearest to the viewer first, by name where it may be seen. */
export async function showLineBetween(deps: TeamDeps, actor: Actor, line: readonly number[]) {
  const ids = line.map(BigInt)
  return read(deps, actor, async (tx) => {
    const people = await peopleByIds(tx, ids)
    const names = await visibleNames(tx, ids)
    return ids.map((id, place) => ({
      person: deps.ids.close('per', id),
      code: people.get(id)?.code ?? '',
      level: place + 1,
      name: names.get(id) ?? null,
    }))
  })
}
