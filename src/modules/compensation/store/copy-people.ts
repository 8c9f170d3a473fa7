import type { Tx } from '#platform/postgres/database.ts'
import { copiedFields, copiedWords } from '#platform/postgres/copied-fields.ts'
import { copyRowsIn } from '#platform/postgres/copy-rows.ts'
import { intsBy, sameWord, textsOf } from '../domain/frozen/byte-columns.ts'
import type { FactColumns, LinkColumns, PeopleColumns } from '../domain/frozen/columns.ts'
import { placeGatherer, standingGatherer, type PlaceOf } from '../domain/frozen/gather-changes.ts'
import { growingBigs, growingFloats, growingInts } from '../domain/frozen/growing.ts'
import { numberedWords } from '../domain/frozen/numbered-words.ts'

/** Everybody of a snapshot as columns, what changed of them, and where each stands by internal id. */
export type CopiedPeople = Readonly<{
  people: PeopleColumns
  facts: FactColumns
  links: LinkColumns
  placeOf: PlaceOf
}>

/**
 * Everybody who joined before an instant: kind, status and place as they are just before it, and what changed of them until
 * then, as `peopleBefore` reads them, without an object for each.
 */
export async function copyPeople(tx: Tx, untilMs: number): Promise<CopiedPeople> {
  const { people, placeOf } = await copyEverybody(tx, untilMs)
  const facts = await copyStandings(tx, untilMs, placeOf, people)
  return { people, facts, links: await copyPlaces(tx, untilMs, placeOf), placeOf }
}

/** COPY takes no parameters; an instant is a literal. */
function instant(atMs: number): string {
  return `timestamptz '${new Date(atMs).toISOString()}'`
}

async function copyEverybody(
  tx: Tx,
  untilMs: number,
): Promise<Readonly<{ people: PeopleColumns; placeOf: PlaceOf }>> {
  const until = instant(untilMs)
  const fields = copiedFields()
  const [kinds, statuses, markets] = [copiedWords(), copiedWords(), copiedWords()]
  const [kind, status, market] = [growingInts(), growingInts(), growingInts()]
  const [ids, sponsorId, joinedAtMs] = [growingBigs(), growingFloats(), growingFloats()]
  const codes: string[] = []
  const places = new Map<number, number>()
  const query = `
    SELECT p.id, p.code, CASE WHEN l.person_id IS NULL THEN p.served_by ELSE l.parent_id END,
      coalesce(t.kind, p.kind), coalesce(t.status, p.status), p.joined_at, m.code
    FROM field.v_person p
    JOIN company.v_market m ON m.id = p.market_id
    LEFT JOIN field.v_standing t ON t.person_id = p.id
      AND t.valid_from < ${until} AND (t.valid_until IS NULL OR t.valid_until >= ${until})
    LEFT JOIN genealogy.v_link l ON l.person_id = p.id AND l.tree = 'sponsor'
      AND l.valid_from < ${until} AND (l.valid_until IS NULL OR l.valid_until >= ${until})
    WHERE p.joined_at < ${until} ORDER BY p.code COLLATE "C"`
  await copyRowsIn(tx, query, (view, at) => {
    fields.begin(view, at)
    const id = fields.number()
    places.set(id, codes.push(fields.text()) - 1)
    ids.push(BigInt(id))
    sponsorId.push(fields.number())
    kind.push(fields.word(kinds))
    status.push(fields.word(statuses))
    joinedAtMs.push(fields.timeMs())
    market.push(fields.word(markets))
  })
  const placeOf = (id: number): number => places.get(id) ?? -1
  const nothing = sameWord('', codes.length)
  const people = {
    ids: ids.values(),
    codes: textsOf(codes),
    sponsor: intsBy(codes.length, (row) => placeOf(sponsorId.at(row))),
    joinedAtMs: joinedAtMs.values(),
    kind: numberedWords(kinds.words, kind.values()),
    status: numberedWords(statuses.words, status.values()),
    name: nothing,
    rank: nothing,
    owner: nothing,
    trees: [],
    attributes:
      codes.length === 0 ? [] : [{ name: 'market', of: numberedWords(markets.words, market.values()) }],
  }
  return { people, placeOf }
}

async function copyStandings(
  tx: Tx,
  untilMs: number,
  placeOf: PlaceOf,
  { codes }: PeopleColumns,
): Promise<FactColumns> {
  const until = instant(untilMs)
  const fields = copiedFields()
  const [kinds, statuses] = [copiedWords(), copiedWords()]
  const gather = standingGatherer(untilMs, placeOf)
  const query = `
    SELECT t.person_id, t.kind, t.status, t.valid_from, t.valid_until FROM field.v_standing t
    WHERE t.valid_from < ${until}
      AND EXISTS (SELECT FROM field.v_standing o WHERE o.person_id = t.person_id AND o.valid_until < ${until})
    ORDER BY t.person_id, t.valid_from`
  await copyRowsIn(tx, query, (view, at) => {
    fields.begin(view, at)
    gather.row(fields.number(), fields.word(kinds), fields.word(statuses), fields.timeMs(), fields.timeMs())
  })
  return gather.columns(codes, { kind: kinds.words, status: statuses.words })
}

async function copyPlaces(tx: Tx, untilMs: number, placeOf: PlaceOf): Promise<LinkColumns> {
  const until = instant(untilMs)
  const fields = copiedFields()
  const trees = copiedWords()
  const gather = placeGatherer(untilMs, placeOf)
  const query = `
    SELECT l.tree, l.person_id, l.parent_id, l.valid_from, l.valid_until FROM genealogy.v_link l
    WHERE l.valid_from < ${until}
      AND EXISTS (SELECT FROM genealogy.v_link o WHERE o.tree = l.tree AND o.person_id = l.person_id AND o.valid_until < ${until})`
  await copyRowsIn(tx, query, (view, at) => {
    fields.begin(view, at)
    gather.row(fields.word(trees), fields.number(), fields.number(), fields.timeMs(), fields.timeMs())
  })
  return gather.columns(trees.words)
}
