import { sql, type RawBuilder } from 'kysely'
import type { Tx } from '#platform/postgres/database.ts'
import type { KnownPerson } from '../domain/figures/live-period.ts'
import type { PersonKind, PersonStatus } from '../domain/language/words.ts'
import type { FactInput, LinkInput } from '../domain/pay/pay-input.ts'

/**
 * Those of some people who joined before an instant: kind, status and place as they are just before it, and what changed of them
 * until then. A customer stands under the distributor who looks after the customer. Everybody is read by `copyPeople`.
 */
export async function peopleBefore(
  tx: Tx,
  untilMs: number,
  only: readonly bigint[],
): Promise<readonly KnownPerson[]> {
  const facts = await changedStandings(tx, untilMs, only)
  const links = await changedPlaces(tx, untilMs, only)
  const places = await placesBefore(tx, untilMs, only)
  const attributes = new Map<string, ReadonlyMap<string, string>>()
  const rows = await peopleRows(tx, untilMs, only)
  return rows.map(({ personId, market, joinedAt, sponsorId, ownerId, ...row }) => {
    const shared = attributes.get(market) ?? new Map([['market', market]])
    attributes.set(market, shared)
    return {
      personId,
      person: {
        ...row,
        sponsorId: sponsorId ?? undefined,
        joinedAtMs: joinedAt.getTime(),
        rank: undefined,
        name: '',
        ownerId: ownerId ?? undefined,
        places: places.get(row.id) ?? NOWHERE,
        attributes: shared,
      },
      facts: facts.get(row.id) ?? [],
      links: links.get(row.id) ?? [],
    }
  })
}

/** Where those people stand in placement trees just before an instant, by tree. */
async function placesBefore(
  tx: Tx,
  untilMs: number,
  only: readonly bigint[],
): Promise<ReadonlyMap<string, KnownPerson['person']['places']>> {
  const until = new Date(untilMs)
  const { rows } = await sql<{ tree: string; personId: string; parentId: string | null; side: string }>`
    SELECT l.tree, p.code AS "personId", s.code AS "parentId", coalesce(l.side_name, '') AS side
    FROM genealogy.v_link l JOIN field.v_person p ON p.id = l.person_id LEFT JOIN field.v_person s ON s.id = l.parent_id
    WHERE l.tree <> 'sponsor' AND ${among(only, sql`l.person_id`)}
      AND l.valid_from < ${until} AND (l.valid_until IS NULL OR l.valid_until >= ${until})`.execute(tx)
  const byPerson = Map.groupBy(rows, (row) => row.personId)
  return new Map(
    [...byPerson].map(([id, own]) => [
      id,
      new Map(own.map(({ tree, parentId, side }) => [tree, { parentId: parentId ?? undefined, side }])),
    ]),
  )
}

const NOWHERE: KnownPerson['person']['places'] = new Map()

function among(only: readonly bigint[], id: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`${id} = ANY(${only.map(String)}::bigint[])`
}

async function peopleRows(tx: Tx, untilMs: number, only: readonly bigint[]) {
  const until = new Date(untilMs)
  const { rows } = await sql<{
    id: string
    personId: bigint
    sponsorId: string | null
    kind: PersonKind
    status: PersonStatus
    joinedAt: Date
    market: string
    ownerId: string | null
  }>`
    SELECT p.code AS id, p.id AS "personId", s.code AS "sponsorId", coalesce(t.kind, p.kind) AS kind,
      coalesce(t.status, p.status) AS status, p.joined_at AS "joinedAt", m.code AS market, w.code AS "ownerId"
    FROM field.v_person p
    JOIN company.v_market m ON m.id = p.market_id
    LEFT JOIN field.v_standing t ON t.person_id = p.id
      AND t.valid_from < ${until} AND (t.valid_until IS NULL OR t.valid_until >= ${until})
    LEFT JOIN genealogy.v_link l ON l.person_id = p.id AND l.tree = 'sponsor'
      AND l.valid_from < ${until} AND (l.valid_until IS NULL OR l.valid_until >= ${until})
    LEFT JOIN field.v_ownership o ON o.position_id = p.id AND o.owner_id <> p.id
      AND o.valid_from < ${until} AND (o.valid_until IS NULL OR o.valid_until >= ${until})
    LEFT JOIN field.v_person w ON w.id = o.owner_id
    LEFT JOIN field.v_person s ON s.id = CASE WHEN l.person_id IS NULL THEN p.served_by ELSE l.parent_id END
    WHERE p.joined_at < ${until} AND ${among(only, sql`p.id`)}`.execute(tx)
  return rows
}

/** Kinds and statuses of those people for whom they changed before an instant, as facts; the first held from the beginning. */
async function changedStandings(
  tx: Tx,
  untilMs: number,
  only: readonly bigint[],
): Promise<ReadonlyMap<string, readonly FactInput[]>> {
  const { rows } = await sql<{
    personId: string
    kind: string
    status: string
    from: Date
    until: Date | null
    isFirst: boolean
  }>`
    SELECT p.code AS "personId", t.kind, t.status, t.valid_from AS "from", t.valid_until AS "until",
      row_number() OVER (PARTITION BY t.person_id ORDER BY t.valid_from) = 1 AS "isFirst"
    FROM field.v_standing t JOIN field.v_person p ON p.id = t.person_id
    WHERE t.valid_from < ${new Date(untilMs)} AND ${among(only, sql`t.person_id`)}
      AND EXISTS (SELECT FROM field.v_standing o WHERE o.person_id = t.person_id AND o.valid_until < ${new Date(untilMs)})
    ORDER BY p.code COLLATE "C", t.valid_from`.execute(tx)
  const facts = rows.flatMap(({ personId, from, until, isFirst, ...told }): FactInput[] =>
    (['kind', 'status'] as const).map((name) => ({
      scope: 'person',
      id: personId,
      name,
      value: told[name],
      fromMs: isFirst ? undefined : from.getTime(),
      untilMs: endBefore(until, untilMs),
    })),
  )
  return Map.groupBy(facts, (fact) => fact.id)
}

/** Every place of those people whose place changed before an instant. */
async function changedPlaces(
  tx: Tx,
  untilMs: number,
  only: readonly bigint[],
): Promise<ReadonlyMap<string, readonly LinkInput[]>> {
  const { rows } = await sql<{
    tree: string
    personId: string
    parentId: string | null
    side: string
    from: Date
    until: Date | null
  }>`
    SELECT l.tree, p.code AS "personId", s.code AS "parentId", coalesce(l.side_name, '') AS side,
      l.valid_from AS "from", l.valid_until AS "until"
    FROM genealogy.v_link l JOIN field.v_person p ON p.id = l.person_id LEFT JOIN field.v_person s ON s.id = l.parent_id
    WHERE l.valid_from < ${new Date(untilMs)} AND ${among(only, sql`l.person_id`)}
      AND EXISTS (SELECT FROM genealogy.v_link o WHERE o.tree = l.tree AND o.person_id = l.person_id AND o.valid_until < ${new Date(untilMs)})
    ORDER BY l.tree, p.code COLLATE "C", l.valid_from`.execute(tx)
  const links = rows.map(({ tree, personId, parentId, side, from, until }): LinkInput => ({
    tree,
    personId,
    parentId: parentId ?? undefined,
    side,
    fromMs: from.getTime(),
    untilMs: endBefore(until, untilMs),
  }))
  return Map.groupBy(links, (link) => link.personId)
}

/** An end after the instant is not known yet. */
function endBefore(until: Date | null, untilMs: number): number | undefined {
  return until === null || until.getTime() >= untilMs ? undefined : until.getTime()
}
