import type { Client } from 'pg'

/** Places of a binary tree: the number of the person above, -1 for the first, and the side below them, 0 or 1. */
export type Legs = Readonly<{ parent: Int32Array; side: Uint8Array }>

/**
 * Places for people who come one after the other, from 0. Without a line all stand level by level. With one, every other newcomer
 * goes to the right of the first, where so many stand outside below one another, as in a leg that everybody fills who came
 * before; each of them has a team of the same size inside, level by level. Nobody stands below somebody who came later.
 */
export function drawLegs(people: number, line: number): Legs {
  const parent = new Int32Array(people).fill(-1)
  const side = new Uint8Array(people)
  const team = line === 0 ? 0 : Math.max(1, Math.ceil((people - 1) / 2 / line))
  for (let person = 1; person < people; person++) {
    const isLevel = team === 0 || person % 2 === 0
    const [above, where] = isLevel ? level(person, team > 0) : inLine((person - 1) / 2, team)
    parent[person] = above
    side[person] = where
  }
  return { parent, side }
}

/** In a tree that is filled level by level, either of everybody or of those with an even number. */
function level(person: number, isHalf: boolean): readonly [number, number] {
  if (!isHalf) return [Math.floor((person - 1) / 2), (person + 1) % 2]
  const number = person / 2
  return number === 1 ? [0, 0] : [2 * Math.floor(number / 2), number % 2]
}

/** The place of somebody of the leg with the line, counted from 0. */
function inLine(number: number, team: number): readonly [number, number] {
  const personOf = (other: number): number => 2 * other + 1
  const within = number % team
  if (within === 0) return number === 0 ? [0, 1] : [personOf(number - team), 1]
  const first = number - within
  return within === 1 ? [personOf(first), 0] : [personOf(first + Math.floor(within / 2)), within % 2]
}

/** Everybody who sells gets a place of a binary tree, in the order in which people came; a tree that is there stays. */
export async function plantLegs(
  client: Client,
  { tree, line }: Readonly<{ tree: string; line: number }>,
): Promise<void> {
  const { rowCount } = await client.query('SELECT FROM genealogy.tree WHERE code = $1', [tree])
  if (rowCount !== 0) return
  const { rows } = await client.query<{ id: string; at: string }>(
    `SELECT id, joined_at::text AS at FROM field.v_person WHERE kind IN ('distributor', 'company') ORDER BY joined_at, id`,
  )
  const { parent, side } = drawLegs(rows.length, Math.min(line, Math.floor(rows.length / 4)))
  const placed = rows.map(({ id, at }, person) => {
    const above = rows[parent[person] ?? -1]?.id ?? null
    return { id, at, above, side: above === null ? null : (side[person] ?? 0) }
  })
  await client.query('BEGIN')
  await client.query(
    `INSERT INTO genealogy.tree (code, kind, width, way) VALUES ($1, 'binary', 2, 'balanced')`,
    [tree],
  )
  await client.query(
    `INSERT INTO genealogy.link (tree, person_id, parent_id, side, valid_from, known_seq)
      SELECT $1, id, above, side, at, 0
      FROM unnest($2::bigint[], $3::bigint[], $4::smallint[], $5::timestamptz[]) AS placed (id, above, side, at)`,
    [
      tree,
      placed.map(({ id }) => id),
      placed.map(({ above }) => above),
      placed.map((one) => one.side),
      placed.map(({ at }) => at),
    ],
  )
  await client.query('COMMIT')
  await client.query('ANALYZE genealogy.link')
}
