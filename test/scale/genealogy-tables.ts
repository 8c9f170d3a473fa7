import type { Client } from 'pg'
import { standingColumns } from '#modules/compensation/domain/figures/standing-columns.ts'
import { figuresAtOnce } from './live-proof.ts'

/** Rows that one statement inserts. */
const CHUNK = 50_000

/**
 * What SQL is asked: one row for each person with the path as ltree, and the figures of the open month beside it, computed by a run
 * over all facts at once. Made and indexed outside of what is measured, as a company would keep it; keeping it true is not counted.
 */
const MAKE = [
  'CREATE EXTENSION IF NOT EXISTS ltree SCHEMA public',
  `CREATE TABLE bench_genealogy.node AS
    WITH RECURSIVE tree (id, parent_id, path, level) AS (
      SELECT person_id, parent_id, person_id::text::ltree, 0 FROM genealogy.v_current_link
      WHERE tree = 'sponsor' AND parent_id IS NULL
      UNION ALL
      SELECT l.person_id, l.parent_id, t.path || l.person_id::text, t.level + 1
      FROM tree t JOIN genealogy.v_current_link l ON l.tree = 'sponsor' AND l.parent_id = t.id
    )
    SELECT t.id, t.parent_id, t.path, t.level, p.code::bigint AS code, p.status,
      to_timestamp(round(extract(epoch FROM p.joined_at) * 1000) / 1000) AS joined_at,
      p.kind IN ('distributor', 'company') AS is_seller, 0 AS branch, lower(n.given_name) AS given, lower(n.family_name) AS family,
      coalesce(f.rank, 0) AS rank, f.own, f.volume, coalesce(f.is_active, false) AS is_active, coalesce(f.was_active, false) AS was_active
    FROM tree t JOIN field.person p USING (id) JOIN field.person_name n ON n.person_id = t.id
      LEFT JOIN bench_genealogy.figures f USING (id)`,
  // Everybody's sellers below, counted from the leaves up by the length of the paths.
  `CREATE TABLE bench_genealogy.branch AS
    SELECT above.id::text::bigint AS id, count(*)::int AS sellers FROM bench_genealogy.node n
      CROSS JOIN LATERAL unnest(string_to_array(ltree2text(n.path), '.')) AS above (id)
    WHERE n.is_seller AND above.id <> n.id::text GROUP BY 1`,
  'UPDATE bench_genealogy.node SET branch = b.sellers FROM bench_genealogy.branch b WHERE b.id = node.id',
  'ALTER TABLE bench_genealogy.node ADD PRIMARY KEY (id)',
  'CREATE INDEX node_parent ON bench_genealogy.node (parent_id)',
  'CREATE INDEX node_code ON bench_genealogy.node (code)',
  // GiST refuses paths of some hundred labels ("failed to add item to index page"), as a million people have them.
  'CREATE INDEX node_path ON bench_genealogy.node USING btree (path)',
  'CREATE INDEX node_code_text ON bench_genealogy.node ((code::text) text_pattern_ops)',
  'CREATE INDEX node_given ON bench_genealogy.node (given text_pattern_ops)',
  'CREATE INDEX node_family ON bench_genealogy.node (family text_pattern_ops)',
  'VACUUM ANALYZE bench_genealogy.node',
]

/** Makes the tables anew; gives how many people stand in them. */
export async function makeSqlTables(client: Client, url: string, period: string): Promise<number> {
  await client.query('DROP SCHEMA IF EXISTS bench_genealogy CASCADE')
  await client.query('CREATE SCHEMA bench_genealogy')
  await client.query(
    'CREATE TABLE bench_genealogy.figures (id bigint, rank int, own bigint, volume bigint, is_active boolean, was_active boolean)',
  )
  await copyFigures(client, url, period)
  for (const statement of MAKE) await client.query(statement)
  const { rows } = await client.query<{ people: number }>(
    'SELECT count(*)::int AS people FROM bench_genealogy.node',
  )
  return rows[0]?.people ?? 0
}

async function copyFigures(client: Client, url: string, period: string): Promise<void> {
  const { columns, before } = await figuresAtOnce(
    url,
    period,
    ({ figures, columns: frozen, before: earlier }) => ({
      columns: standingColumns({ figures, personIds: frozen.people.ids, seq: 0n, generation: 0 }),
      before: new Set(earlier?.active),
    }),
  )
  const micros = (values: ArrayLike<number>): (string | null)[] =>
    Array.from(values, (value) => (Number.isNaN(value) ? null : String(value)))
  for (let from = 0; from < columns.ids.length; from += CHUNK) {
    const until = from + CHUNK
    const ids = [...columns.ids.subarray(from, until)]
    await client.query(
      `INSERT INTO bench_genealogy.figures
      SELECT * FROM unnest($1::bigint[], $2::int[], $3::bigint[], $4::bigint[], $5::boolean[], $6::boolean[])`,
      [
        ids,
        [...columns.rank.subarray(from, until)],
        micros(columns.own.subarray(from, until)),
        micros(columns.branch.subarray(from, until)),
        Array.from(columns.active.subarray(from, until), (one) => one === 1),
        ids.map((id) => before.has(id)),
      ],
    )
  }
}
