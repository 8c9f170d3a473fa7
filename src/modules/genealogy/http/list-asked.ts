import type { z } from 'zod'
import { pageWindow, type pageQuery } from '#shared/contract.ts'
import type { teamFilter } from '../contract.ts'
import { NEW_DAYS, TEAM_SORTS } from '../domain/team.ts'
import type { TeamDeps } from '../use-cases/team-deps.ts'

const DAY_MS = 86_400_000

type Query = z.output<typeof pageQuery> & z.output<typeof teamFilter>

/** What the query of a list of a team asks of the image, whoever asks. */
export function listAsked(deps: TeamDeps, query: Query) {
  const { under, level, rank, volumeFrom, joinedFrom, joinedUntil } = query
  return {
    ...(under === undefined ? {} : { under: Number(deps.ids.open('per', under)) }),
    ...(level === undefined ? {} : { level }),
    ...(rank === undefined ? {} : { rank }),
    ...(volumeFrom === undefined ? {} : { ownFrom: Number(volumeFrom) }),
    ...(joinedFrom === undefined ? {} : { joinedFrom }),
    ...(joinedUntil === undefined ? {} : { joinedUntil }),
    filter: query.filter ?? 'all',
    sort: TEAM_SORTS.find((sort) => sort === query.sort) ?? 'level',
    newSince: newSinceOf(deps),
    ...pageWindow(query),
  } as const
}

/** Who joined from then on is new. */
export function newSinceOf(deps: TeamDeps): number {
  return deps.clock.now() - NEW_DAYS * DAY_MS
}
