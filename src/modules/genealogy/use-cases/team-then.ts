import {
  peopleByIds,
  STANDINGS_KNOWN,
  standingsThen,
  visibleNames,
  type StandingThen,
} from '#modules/field/api.ts'
import { companyNow } from '#platform/clock/clock.ts'
import { seqKnownAt } from '#platform/outbox/event.ts'
import { positionOfConsumer } from '#platform/outbox/follow.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { SPONSOR_TREE, type Tree } from '../domain/tree.ts'
import { belowNow, belowThen, pathThen, type LevelThen, type Then } from '../store/then.ts'

/** Who writes to each link when it became known; up to its position the past stays as it is answered. */
export const KNOWN_CONSUMER = 'genealogy.known'

export type AskedThen = Readonly<{
  tree?: Tree | undefined
  /** Now where it is left out. */
  atMs?: number | undefined
  /** What was known at a position of the feed, or at an instant of real time; all that is known where both are left out. */
  knownSeq?: bigint | undefined
  knownAtMs?: number | undefined
  level?: number | undefined
  limit: number
  offset: number
}>

/** A person by the name that may be seen today, and what the person was then; null for who was not known then. */
export type PersonThen = Readonly<{
  personId: bigint
  code: string
  name: string | null
  standing: StandingThen | null
}>

/** Where somebody stood then, and who was below. */
export type TeamThen = Readonly<{
  atMs: number
  /** The position that the answer stands on: asked again with it, the answer is the same for ever. */
  seq: bigint
  stands: boolean
  upline: readonly PersonThen[]
  levels: readonly LevelThen[]
  rows: readonly Readonly<{ person: PersonThen | null; level: number }>[]
  total: number
}>

/**
 * A person's place in a tree and the team below, as of an instant and as known at a position: the way to the top, how many stood
 * on each level, a page of them. A `viewer` sees the way up to the own place only, and of those who are no longer below the
 * viewer nothing but that they were; names are those that may be seen today.
 */
export async function teamThen(
  tx: Tx,
  personId: bigint,
  asked: AskedThen,
  viewer?: bigint,
): Promise<TeamThen> {
  const then = await thenOf(tx, asked)
  const path = await pathThen(tx, then, personId)
  const { levels, rows } = await belowThen(tx, then, personId, {
    level: asked.level,
    limit: asked.limit,
    offset: asked.offset,
  })
  const upline = viewer === undefined ? (path ?? []) : []
  const ids = rows.map(({ id }) => id)
  const isShown =
    viewer === undefined ? undefined : await belowNow(tx, { tree: then.tree, top: viewer, personIds: ids })
  const shown = await shownThen(tx, then, [...upline, ...ids])
  return {
    atMs: then.at.getTime(),
    seq: then.knownSeq,
    stands: path !== undefined,
    upline: upline.map(shown),
    levels,
    rows: rows.map(({ id, level }) => ({
      person: isShown === undefined || isShown.has(id) ? shown(id) : null,
      level,
    })),
    total: levels
      .filter(({ level }) => asked.level === undefined || level === asked.level)
      .reduce((sum, { people }) => sum + people, 0),
  }
}

/** No later position than that up to which every link and standing knows its own. */
export async function thenOf(
  tx: Tx,
  asked: Pick<AskedThen, 'tree' | 'atMs' | 'knownSeq' | 'knownAtMs'>,
): Promise<Then> {
  const [links, standings] = [
    await positionOfConsumer(tx, KNOWN_CONSUMER),
    await positionOfConsumer(tx, STANDINGS_KNOWN),
  ]
  const settled = links < standings ? links : standings
  const wanted =
    asked.knownSeq ?? (asked.knownAtMs === undefined ? settled : await seqKnownAt(tx, asked.knownAtMs))
  return {
    tree: asked.tree ?? SPONSOR_TREE,
    at: new Date(asked.atMs ?? (await companyNow(tx))),
    knownSeq: wanted < settled ? wanted : settled,
  }
}

async function shownThen(
  tx: Tx,
  { at, knownSeq }: Then,
  ids: readonly bigint[],
): Promise<(id: bigint) => PersonThen> {
  const known = [...new Set(ids)]
  const people = await peopleByIds(tx, known)
  const names = await visibleNames(tx, known)
  const standings = await standingsThen(tx, { personIds: known, at, knownSeq })
  return (id) => ({
    personId: id,
    code: people.get(id)?.code ?? '',
    name: names.get(id) ?? null,
    standing: standings.get(id) ?? null,
  })
}
