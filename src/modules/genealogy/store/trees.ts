import { sql } from 'kysely'
import { z } from 'zod'
import type { Tx } from '#platform/postgres/database.ts'
import { refuse, type Result } from '#shared/refusal.ts'
import { PLACEMENT_KINDS, SPONSOR_TREE, type PlacementKind, type PlacementWay } from '../domain/tree.ts'

/** A placement tree. */
export type TreeShape = Readonly<{
  code: string
  kind: PlacementKind
  width: number
  depth: number | null
  way: PlacementWay
  holdingHours: number
  /** Whether further positions of one person come in, too. */
  takesFurther: boolean
}>

/** A placement tree and how far it is filled. */
export type PlacementTree = TreeShape & Readonly<{ placed: number; waiting: number }>

const shapeRow = z.object({
  code: z.string(),
  kind: z.enum(PLACEMENT_KINDS),
  width: z.number(),
  depth: z.number().nullable(),
  way: z.custom<PlacementWay>((way) => typeof way === 'string'),
  holdingHours: z.number(),
  takesFurther: z.boolean(),
})
const treeRow = shapeRow.extend({ placed: z.coerce.number(), waiting: z.coerce.number() })

/** The shapes of all placement trees by code; nobody in them is counted. */
export async function treeShapes(tx: Tx): Promise<readonly TreeShape[]> {
  const { rows } = await sql`
    SELECT code, kind, width, depth, way, holding_hours AS "holdingHours", takes_further AS "takesFurther"
    FROM genealogy.tree WHERE code <> ${SPONSOR_TREE} ORDER BY code`.execute(tx)
  return rows.map((row) => shapeRow.parse(row))
}

export async function treeShape(tx: Tx, code: string): Promise<TreeShape | undefined> {
  return (await treeShapes(tx)).find((tree) => tree.code === code)
}

/** All placement trees by code, with everybody in them counted: one look through all placements. */
export async function placementTrees(tx: Tx): Promise<readonly PlacementTree[]> {
  const { rows } = await sql`
    SELECT t.code, t.kind, t.width, t.depth, t.way, t.holding_hours AS "holdingHours", t.takes_further AS "takesFurther",
      count(p.placed_at) AS placed, count(p.person_id) - count(p.placed_at) AS waiting
    FROM genealogy.tree t LEFT JOIN genealogy.placement p ON p.tree = t.code
    WHERE t.code <> ${SPONSOR_TREE} GROUP BY t.code ORDER BY t.code`.execute(tx)
  return rows.map((row) => treeRow.parse(row))
}

export async function placementTree(tx: Tx, code: string): Promise<PlacementTree | undefined> {
  return (await placementTrees(tx)).find((tree) => tree.code === code)
}

/** Adds a placement tree; false when its code is taken. */
export async function addTree(tx: Tx, tree: Omit<PlacementTree, 'placed' | 'waiting'>): Promise<boolean> {
  const { numAffectedRows } = await sql`
    INSERT INTO genealogy.tree (code, kind, width, depth, way, holding_hours, takes_further)
    VALUES (${tree.code}, ${tree.kind}, ${tree.width}, ${tree.depth}, ${tree.way}, ${tree.holdingHours}, ${tree.takesFurther})
    ON CONFLICT DO NOTHING`.execute(tx)
  return numAffectedRows === 1n
}

/** Changes where newcomers go and how long they wait; those who wait already keep their time. */
export async function changeTree(
  tx: Tx,
  tree: Readonly<{ code: string; way: PlacementWay; holdingHours: number; takesFurther: boolean }>,
): Promise<void> {
  await sql`UPDATE genealogy.tree SET way = ${tree.way}, holding_hours = ${tree.holdingHours}, takes_further = ${tree.takesFurther}
    WHERE code = ${tree.code}`.execute(tx)
}

type Newcomer = Readonly<{ personId: bigint; sponsorId: bigint | null; at: Date; isFurther?: boolean }>

/** Lets a newcomer wait for a place in every placement tree, or in one; gives the trees whose time is over at once. */
export async function beginToWait(tx: Tx, one: Newcomer, only?: string): Promise<readonly string[]> {
  const { rows } = await sql<{ tree: string; isDue: boolean }>`
    INSERT INTO genealogy.placement (tree, person_id, sponsor_id, since, waits_until)
    SELECT t.code, ${one.personId}, ${one.sponsorId}, ${one.at},
      ${one.at}::timestamptz + CASE WHEN ${only === undefined} THEN t.holding_hours ELSE 0 END * interval '1 hour'
    FROM genealogy.tree t
    WHERE t.code <> ${SPONSOR_TREE} AND t.code = coalesce(${only ?? null}, t.code)
      AND (t.takes_further OR ${only !== undefined || one.isFurther !== true})
    ON CONFLICT DO NOTHING
    RETURNING tree, waits_until <= since AS "isDue"`.execute(tx)
  return rows.filter(({ isDue }) => isDue).map(({ tree }) => tree)
}

/** Where somebody is to be placed: by a way, at a chosen place, or as the tree and the sponsor's wish say. */
export type Wanted =
  | Readonly<{ by: 'rule' }>
  | Readonly<{ by: 'way'; way: PlacementWay }>
  | Readonly<{ by: 'choice'; parentId: bigint; side: number; within?: bigint | undefined }>

const scaled = z.string().transform(BigInt)
const placedAnswer = z.object({
  ok: z.literal(true),
  parent: scaled.nullable(),
  side: z.number().nullable(),
  way: z.string(),
})
const refusedAnswer = z.object({ ok: z.literal(false), code: z.string() })

/** A place that was given. */
export type Placed = Readonly<{ parentId: bigint | null; side: number | null; way: string }>

/** Gives somebody who waits a place; see genealogy.place. */
export async function givePlace(
  tx: Tx,
  input: Readonly<{ tree: string; personId: bigint; at: Date; wanted: Wanted }>,
): Promise<Result<Placed>> {
  const { tree, personId, at, wanted } = input
  const choice =
    wanted.by === 'choice'
      ? { parent: String(wanted.parentId), side: wanted.side, within: wanted.within?.toString() }
      : wanted.by === 'way'
        ? { way: wanted.way }
        : {}
  const request = JSON.stringify({ tree, person: String(personId), at: at.toISOString(), ...choice })
  const { rows } = await sql<{
    answer: unknown
  }>`SELECT genealogy.place(${request}::jsonb) AS answer`.execute(tx)
  const answer = z.union([placedAnswer, refusedAnswer]).parse(rows[0]?.answer)
  if (!answer.ok) return refuse(answer.code)
  return { ok: true, value: { parentId: answer.parent, side: answer.side, way: answer.way } }
}

/** Where ways would lead a newcomer of a sponsor now, in their order; no place where every one is taken. */
export async function placesOfWays(
  tx: Tx,
  input: Readonly<{ tree: string; sponsorId: bigint; ways: readonly PlacementWay[] }>,
): Promise<
  readonly Readonly<{ way: PlacementWay; place: Readonly<{ parentId: bigint; side: number }> | null }>[]
> {
  const { tree, sponsorId, ways } = input
  const { rows } = await sql<{ parentId: bigint | null; side: number | null }>`
    SELECT f.parent AS "parentId", f.side
    FROM genealogy.top_for(${tree}, ${sponsorId}) top
      CROSS JOIN unnest(${[...ways]}::text[]) WITH ORDINALITY w (way, place)
      CROSS JOIN genealogy.plain_way(${tree}, ${sponsorId}, top, w.way) plain
      CROSS JOIN genealogy.find_place(${tree}, top, plain) f
    ORDER BY w.place`.execute(tx)
  return ways.map((way, at) => {
    const { parentId = null, side = null } = rows[at] ?? {}
    return { way, place: parentId === null || side === null ? null : { parentId, side } }
  })
}

export type Waiting = Readonly<{
  tree: string
  personId: bigint
  sponsorId: bigint | null
  since: Date
  waitsUntil: Date
}>

/** A position that was merged waits for no place any more. */
const stillWaits = sql`p.placed_at IS NULL AND NOT EXISTS (SELECT FROM field.v_merged m WHERE m.person_id = p.person_id)`

/** A page of those who wait, the most urgent first; of one sponsor, or of all. */
export async function waitingPage(
  tx: Tx,
  asked: Readonly<{ sponsorId?: bigint; tree?: string | undefined; limit: number; offset: number }>,
): Promise<Readonly<{ rows: readonly Waiting[]; total: number }>> {
  const { sponsorId = null, tree = null, limit, offset } = asked
  const which = sql`${stillWaits} AND p.tree = coalesce(${tree}, p.tree)
    AND (${sponsorId}::bigint IS NULL OR p.sponsor_id = ${sponsorId})`
  const { rows } = await sql<Waiting>`
    SELECT p.tree, p.person_id AS "personId", p.sponsor_id AS "sponsorId", p.since, p.waits_until AS "waitsUntil"
    FROM genealogy.placement p WHERE ${which} ORDER BY p.waits_until, p.tree, p.person_id
    LIMIT ${limit} OFFSET ${offset}`.execute(tx)
  const counted = await sql<{
    total: string
  }>`SELECT count(*) AS total FROM genealogy.placement p WHERE ${which}`.execute(tx)
  return { rows, total: Number(counted.rows[0]?.total ?? 0) }
}

/** Those whose time to be chosen for is over, the earliest first. */
export async function overdue(
  tx: Tx,
  asked: Readonly<{ at: Date; limit: number; after?: Waiting | undefined }>,
): Promise<readonly Waiting[]> {
  const { at, limit, after } = asked
  const { rows } = await sql<Waiting>`
    SELECT p.tree, p.person_id AS "personId", p.sponsor_id AS "sponsorId", p.since, p.waits_until AS "waitsUntil"
    FROM genealogy.placement p
    WHERE ${stillWaits} AND p.waits_until <= ${at}
      AND (${after === undefined} OR (p.waits_until, p.tree, p.person_id)
        > (${after?.waitsUntil ?? at}::timestamptz, ${after?.tree ?? ''}, ${after?.personId ?? 0n}::bigint))
    ORDER BY p.waits_until, p.tree, p.person_id LIMIT ${limit}`.execute(tx)
  return rows
}

/** The next of those who sell and were there before the tree, in the order in which they joined; sponsors so come first. */
export async function notYetIn(
  tx: Tx,
  tree: string,
  limit: number,
): Promise<readonly Omit<Newcomer, 'at'>[]> {
  const { rows } = await sql<{ personId: bigint; sponsorId: bigint | null }>`
    SELECT p.id AS "personId", l.parent_id AS "sponsorId"
    FROM field.v_person p JOIN genealogy.v_current_link l ON l.tree = ${SPONSOR_TREE} AND l.person_id = p.id
    WHERE p.kind IN ('distributor', 'company')
      AND ((SELECT t.takes_further FROM genealogy.tree t WHERE t.code = ${tree})
        OR NOT EXISTS (SELECT FROM field.v_ownership o WHERE o.position_id = p.id AND o.owner_id <> p.id AND o.valid_until IS NULL))
      AND NOT EXISTS (SELECT FROM genealogy.placement w WHERE w.tree = ${tree} AND w.person_id = p.id)
    ORDER BY p.joined_at, p.id LIMIT ${limit}`.execute(tx)
  return rows
}

/** Where a sponsor wants newcomers to go, by tree. */
export async function wishesOf(tx: Tx, personId: bigint): Promise<ReadonlyMap<string, string>> {
  const { rows } = await sql<{ tree: string; way: string }>`
    SELECT tree, way FROM genealogy.placement_wish WHERE person_id = ${personId}`.execute(tx)
  return new Map(rows.map(({ tree, way }) => [tree, way]))
}

/** Sets or takes back a sponsor's wish. */
export async function setWish(
  tx: Tx,
  wish: Readonly<{ tree: string; personId: bigint; way: PlacementWay | null }>,
): Promise<void> {
  if (wish.way === null)
    await sql`DELETE FROM genealogy.placement_wish
      WHERE tree = ${wish.tree} AND person_id = ${wish.personId}`.execute(tx)
  else
    await sql`INSERT INTO genealogy.placement_wish (tree, person_id, way)
      VALUES (${wish.tree}, ${wish.personId}, ${wish.way})
      ON CONFLICT (tree, person_id) DO UPDATE SET way = EXCLUDED.way`.execute(tx)
}

/** Whether somebody came into a tree by a sponsor, placed or not. */
export async function isWaitingUnder(
  tx: Tx,
  of: Readonly<{ tree: string; personId: bigint; sponsorId: bigint }>,
): Promise<boolean> {
  const { rows } = await sql`SELECT FROM genealogy.placement
    WHERE tree = ${of.tree} AND person_id = ${of.personId} AND sponsor_id = ${of.sponsorId}`.execute(tx)
  return rows.length > 0
}
