import { peopleByIds, servedPeopleNamed, visibleNames } from '#modules/field/api.ts'
import { read, type Actor } from '#platform/postgres/transact.ts'
import type { TeamRow } from '../domain/team.ts'
import type { TeamDeps } from './team-deps.ts'

/** A name that fits more people than this is not narrow enough to be a search. */
const NAMES_MAX = 1000
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
  const digits = typed.replaceAll(/[\s.-]/g, '')
  if (codePattern.test(typed) && /^[1-9]/.test(digits))
    return { search: { codePrefix: digits.slice(0, 15), ids: [] } }
  const named = await read(deps, actor, (tx) =>
    servedPeopleNamed(tx, { servedBy: viewer, search: typed, limit: NAMES_MAX }),
  )
  return { search: { ids: named.map(Number) } }
}

/** Joins the image's rows with what lies in tables; the database itself gives only the names that may be seen. */
export async function showMembers(
  deps: TeamDeps,
  actor: Actor,
  input: { rows: readonly TeamRow[]; newSince: number; sinceSeq: bigint | undefined },
) {
  const ids = input.rows.map((row) => BigInt(row.id))
  const { people, names } = await read(deps, actor, async (tx) => ({
    people: await peopleByIds(tx, ids),
    names: await visibleNames(tx, ids),
  }))
  const figures = await deps.teamFigures?.({ personIds: ids, sinceSeq: input.sinceSeq })
  return input.rows.flatMap((row) => {
    const id = BigInt(row.id)
    const person = people.get(id)
    if (!person) return []
    const known = figures?.get(id)
    const isFirstLevel = row.level === 1
    return {
      person: deps.ids.close('per', id),
      code: person.code,
      level: row.level,
      kind: person.kind,
      status: person.status,
      joinedAt: person.joinedAt.getTime(),
      isNew: row.joinedMs >= input.newSince,
      name: isFirstLevel ? (names.get(id) ?? null) : null,
      rank: known?.rank ?? null,
      ownVolume: isFirstLevel ? (known?.ownVolume ?? null) : null,
      branchVolume: isFirstLevel ? (known?.branchVolume ?? null) : null,
      directs: row.directs,
      branch: row.branch,
    }
  })
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
