import type { Tx } from '#platform/postgres/database.ts'
import { copiedFields, copiedWords } from '#platform/postgres/copied-fields.ts'
import { copyRowsIn } from '#platform/postgres/copy-rows.ts'
import { compareTexts } from '../domain/frozen/byte-columns.ts'
import type { FactColumns, LinkColumns, PeopleColumns } from '../domain/frozen/columns.ts'
import { placeGatherer, standingGatherer, type PlaceOf } from '../domain/frozen/gather-changes.ts'
import { numberedWords } from '../domain/frozen/numbered-words.ts'
import { peopleSources, type AsKnown, type PeopleSources } from './as-known.ts'
import { peopleTable, type PeopleTable } from './people-table.ts'

/** Everybody of a snapshot as columns, what changed of them, and where each stands by internal id. */
export type CopiedPeople = Readonly<{
  people: PeopleColumns
  facts: FactColumns
  links: LinkColumns
  placeOf: PlaceOf
}>

/**
 * Everybody who joined before an instant: kind, status and place as they are just before it, and what changed of them until
 * then, as `peopleBefore` reads them, without an object for each; as far as it was known then where that is said.
 */
export async function copyPeople(tx: Tx, untilMs: number, then?: AsKnown): Promise<CopiedPeople> {
  const table = peopleTable()
  const of = { untilMs, from: peopleSources(then) }
  await copyEverybody(tx, of, table)
  await copySponsors(tx, of, table)
  await copyOwners(tx, of, table)
  const standings = await copyStandings(tx, of, table)
  const { people, placeOf } = table.columns()
  return {
    people: { ...people, trees: await copyTrees(tx, of, people.ids.length, placeOf) },
    facts: standings.gather.columns(people.codes, standings.words, placeOf),
    links: await copyPlaces(tx, of, placeOf),
    placeOf,
  }
}

type Reading = Readonly<{ untilMs: number; from: PeopleSources }>

/** COPY takes no parameters; an instant is a literal. */
function instant(atMs: number): string {
  return `timestamptz '${new Date(atMs).toISOString()}'`
}

/** The people themselves. Codes are given one after the other like ids, so that they mostly come in their order. */
async function copyEverybody(tx: Tx, { untilMs, from }: Reading, table: PeopleTable): Promise<void> {
  const fields = copiedFields()
  const query = `
    SELECT p.id, p.code, p.served_by, p.kind, p.status, p.joined_at, m.code
    FROM ${from.people} p JOIN company.v_market m ON m.id = p.market_id
    WHERE p.joined_at < ${instant(untilMs)} ORDER BY p.id`
  await copyRowsIn(tx, query, (view, at) => {
    fields.begin(view, at)
    table.person(fields)
  })
}

/** Who stands under somebody in the sponsor tree; a customer without a place stands under who looks after the customer. */
async function copySponsors(tx: Tx, { untilMs, from }: Reading, table: PeopleTable): Promise<void> {
  const until = instant(untilMs)
  const fields = copiedFields()
  const query = `
    SELECT l.person_id, l.parent_id FROM ${from.links} l WHERE l.tree = 'sponsor'
      AND l.valid_from < ${until} AND (l.valid_until IS NULL OR l.valid_until >= ${until})`
  await copyRowsIn(tx, query, (view, at) => {
    fields.begin(view, at)
    table.sponsor(fields.number(), fields.number())
  })
}

/** Whose further positions there are just before the instant. */
async function copyOwners(tx: Tx, { untilMs, from }: Reading, table: PeopleTable): Promise<void> {
  const until = instant(untilMs)
  const fields = copiedFields()
  const query = `
    SELECT o.position_id, w.code FROM ${from.owners} o JOIN field.v_person w ON w.id = o.owner_id
    WHERE o.owner_id <> o.position_id AND o.valid_from < ${until} AND (o.valid_until IS NULL OR o.valid_until >= ${until})`
  await copyRowsIn(tx, query, (view, at) => {
    fields.begin(view, at)
    table.owner(fields.number(), fields.text())
  })
}

/** Everybody's kinds and statuses: the last one before the instant is the person's, those of who changed are facts as well. */
async function copyStandings(tx: Tx, { untilMs, from }: Reading, table: PeopleTable) {
  const { words } = table
  const fields = copiedFields()
  const gather = standingGatherer(untilMs)
  const query = `
    SELECT t.person_id, t.kind, t.status, t.valid_from, t.valid_until FROM ${from.standings} t
    WHERE t.valid_from < ${instant(untilMs)} ORDER BY t.person_id, t.valid_from`
  await copyRowsIn(tx, query, (view, at) => {
    fields.begin(view, at)
    const [id, kind, status] = [fields.number(), fields.word(words.kind), fields.word(words.status)]
    const [fromMs, endMs] = [fields.timeMs(), fields.timeMs()]
    if (!(endMs < untilMs)) table.standing(id, kind, status)
    gather.row(id, kind, status, fromMs, endMs)
  })
  return { gather, words: { kind: words.kind.words, status: words.status.words } }
}

async function copyPlaces(tx: Tx, { untilMs, from }: Reading, placeOf: PlaceOf): Promise<LinkColumns> {
  const until = instant(untilMs)
  const fields = copiedFields()
  const [trees, sides] = [copiedWords(), copiedWords()]
  const gather = placeGatherer(untilMs, placeOf)
  const query = `
    SELECT l.tree, l.person_id, l.parent_id, coalesce(l.side_name, ''), l.valid_from, l.valid_until
    FROM ${from.links} l
    WHERE l.valid_from < ${until}
      AND EXISTS (SELECT FROM ${from.links} o WHERE o.tree = l.tree AND o.person_id = l.person_id AND o.valid_until < ${until})`
  await copyRowsIn(tx, query, (view, at) => {
    fields.begin(view, at)
    gather.row({
      tree: fields.word(trees),
      personId: fields.number(),
      parentId: fields.number(),
      side: fields.word(sides),
      fromMs: fields.timeMs(),
      endMs: fields.timeMs(),
    })
  })
  return gather.columns(trees.words, sides.words)
}

/** Where everybody stands in the placement trees just before the instant; who waits for a place stands at the top. */
async function copyTrees(
  tx: Tx,
  { untilMs, from }: Reading,
  count: number,
  placeOf: PlaceOf,
): Promise<PeopleColumns['trees']> {
  const until = instant(untilMs)
  const fields = copiedFields()
  const [names, sides] = [copiedWords(), copiedWords()]
  const trees: { parent: Int32Array; side: Int32Array }[] = []
  const query = `
    SELECT l.tree, l.person_id, l.parent_id, coalesce(l.side_name, '') FROM ${from.links} l
    WHERE l.tree <> 'sponsor' AND l.valid_from < ${until} AND (l.valid_until IS NULL OR l.valid_until >= ${until})
    ORDER BY l.side_name NULLS FIRST`
  await copyRowsIn(tx, query, (view, at) => {
    fields.begin(view, at)
    const tree = fields.word(names)
    const [person, parent] = [placeOf(fields.number()), placeOf(fields.number())]
    const side = fields.word(sides)
    trees[tree] ??= { parent: new Int32Array(count).fill(-1), side: new Int32Array(count) }
    if (person < 0) return
    trees[tree].parent[person] = parent
    trees[tree].side[person] = side
  })
  // Who has no side has the first word: the top of a tree comes first.
  if (trees.length > 0 && sides.words[0] !== '') throw new Error('a placement tree has no top')
  return trees
    .map(({ parent, side }, tree) => ({
      name: names.words[tree] ?? '',
      parent,
      side: numberedWords(sides.words, side),
    }))
    .toSorted((a, b) => compareTexts(a.name, b.name))
}
