import { sql } from 'kysely'
import { auditBooks } from '#modules/ledger/api.ts'
import { waitForConsumer } from '#platform/outbox/follow.ts'
import type { Db } from '#platform/postgres/database.ts'
import { read, systemActor } from '#platform/postgres/transact.ts'
import { waitUntil } from '#platform/wait/wait-until.ts'
import type { Notebook } from './notebook.ts'

const SEQUENCED_MS = 20_000

/**
 * What the database holds against what a client wrote down, in sentences; an empty answer is the proof. `after` is the
 * greatest id of an order from before the client began.
 */
export async function intakeProblems(db: Db, notebook: Notebook, after: bigint): Promise<string[]> {
  return [
    ...(await keyProblems(db, notebook, after)),
    ...(await journalProblems(db, after)),
    ...(await volumeProblems(db, after)),
    ...(await tellingProblems(db, after)),
    ...(await feedProblems(db)),
    ...(await bookProblems(db)),
    ...(await stockProblems(db)),
    ...(await invoiceProblems(db, after)),
  ]
}

/** The greatest id of an order, 0 when there is none. */
export async function lastOrderId(db: Db): Promise<bigint> {
  const { rows } = await sql<{ id: bigint }>`SELECT coalesce(max(id), 0) AS id FROM orders."order"`.execute(
    db,
  )
  return rows[0]?.id ?? 0n
}

/** The order of each key that the database knows. */
export async function ordersByKey(db: Db): Promise<Map<string, { code: string; totalMinor: bigint }>> {
  const { rows } = await sql<{ key: string; code: string; totalMinor: bigint }>`
    SELECT k.key, o.code, o.total_minor AS "totalMinor"
    FROM orders.order_key k JOIN orders."order" o ON o.id = k.order_id`.execute(db)
  return new Map(rows.map(({ key, code, totalMinor }) => [key, { code, totalMinor }]))
}

/** Every acknowledged order is there once, as it was acknowledged; nothing is there that was not asked for. */
async function keyProblems(db: Db, notebook: Notebook, after: bigint): Promise<string[]> {
  const { asked, acknowledged } = notebook.read()
  const known = await ordersByKey(db)
  const problems: string[] = []
  for (const { key, order, totalMinor } of acknowledged) {
    const found = known.get(key)
    if (!found) problems.push(`acknowledged ${key} (order ${order}) is lost`)
    else if (found.code !== order || found.totalMinor.toString() !== totalMinor)
      problems.push(`acknowledged ${key} was order ${order} of ${totalMinor} and is ${found.code}`)
  }
  const wanted = new Set(asked.map(({ key }) => key))
  const { rows } = await sql<{ code: string; keys: string[] }>`
    SELECT o.code, coalesce(array_agg(k.key) FILTER (WHERE k.key IS NOT NULL), '{}') AS keys
    FROM orders."order" o LEFT JOIN orders.order_key k ON k.order_id = o.id
    WHERE o.id > ${after} GROUP BY o.code`.execute(db)
  for (const { code, keys } of rows)
    if (keys.length !== 1 || !wanted.has(keys[0] ?? ''))
      problems.push(`order ${code} has the keys [${keys.join(', ')}]`)
  const { rows: half } = await sql<{ key: string }>`
    SELECT k.key FROM orders.order_key k WHERE k.order_id IS NULL`.execute(db)
  return [...problems, ...half.map(({ key }) => `the key ${key} is taken and has no order`)]
}

/** Counters are what their rows say, nothing is promised beyond what is there, and every promise belongs to an order that takes it. */
async function stockProblems(db: Db): Promise<string[]> {
  return sentences(
    await sql<{ problem: string }>`
      SELECT 'stock of product ' || product_id || ' says ' || counter || ' ' || says || ', its rows ' || rows_say AS problem
      FROM inventory.audit()
      UNION ALL
      SELECT 'order ' || order_id || ' is promised ' || promised || ' of product ' || product_id || ' and takes ' || taken
      FROM orders.audit_promises()
      UNION ALL
      SELECT 'of product ' || product_id || ' more is promised than there is' FROM inventory.stock WHERE promised > on_hand`.execute(
      db,
    ),
  )
}

/** Each order has one posted journal under its own id, which asks the buyer for the order's total. */
async function journalProblems(db: Db, after: bigint): Promise<string[]> {
  return sentences(
    await sql<{ problem: string }>`
      SELECT 'order ' || o.code || ': ' || count(j.id) || ' journals, receivable ' || coalesce(sum(r.minor)::text, 'none')
        || ' for a total of ' || o.total_minor AS problem
      FROM orders."order" o
      LEFT JOIN ledger.journal j ON j.subject_kind = 'order' AND j.subject_id = o.id AND j.state = 'posted'
        AND j.client_id = o.journal_client_id
      LEFT JOIN LATERAL (
        SELECT sum(e.minor) AS minor FROM ledger.entry e JOIN ledger.account a ON a.id = e.account_id
        WHERE e.journal_id = j.id AND a.kind = 'receivable'
      ) r ON true
      WHERE o.id > ${after} GROUP BY o.id
      HAVING count(j.id) <> 1 OR sum(r.minor) IS DISTINCT FROM -o.total_minor
      UNION ALL
      SELECT 'journal ' || j.id || ' is about an order that is not there'
      FROM ledger.journal j WHERE j.subject_kind = 'order'
        AND NOT EXISTS (SELECT FROM orders."order" o WHERE o.id = j.subject_id)`.execute(db),
  )
}

/** Each line carries exactly the volumes of its product's price, or of its family's where it has none, times its pieces. */
async function volumeProblems(db: Db, after: bigint): Promise<string[]> {
  return sentences(
    await sql<{ problem: string }>`
      WITH due AS (
        SELECT l.order_id, l.line, v.key AS name, v.value::bigint * l.quantity AS micro
        FROM orders.order_line l
        JOIN orders."order" o ON o.id = l.order_id AND o.id > ${after}
        LEFT JOIN catalog.v_variant f ON f.product_id = l.product_id
        CROSS JOIN LATERAL (
          SELECT p.volumes FROM catalog.price p
          WHERE p.product_id IN (l.product_id, f.family_id) AND p.market_id = o.market_id AND p.kind = o.price_kind
            AND p.valid_from <= o.placed_at AND (p.valid_until IS NULL OR p.valid_until > o.placed_at)
          ORDER BY p.product_id = l.product_id DESC LIMIT 1
        ) p
        CROSS JOIN LATERAL jsonb_each_text(p.volumes) v
      )
      SELECT 'order ' || coalesce(d.order_id, e.order_id) || ', line ' || coalesce(d.line, e.line) || ': '
        || coalesce(e.micro::text, 'nothing') || ' instead of ' || coalesce(d.micro::text, 'nothing') AS problem
      FROM due d
      FULL JOIN (SELECT * FROM orders.v_volume_entry WHERE order_id > ${after}) e
        ON e.order_id = d.order_id AND e.line = d.line AND e.name = d.name
      WHERE d.micro IS DISTINCT FROM e.micro
      UNION ALL
      SELECT 'order ' || o.code || ': lines of ' || coalesce(sum(l.total_minor)::text, 'nothing')
        || ' for ' || o.subtotal_minor
      FROM orders."order" o LEFT JOIN orders.order_line l ON l.order_id = o.id
      WHERE o.id > ${after} GROUP BY o.id HAVING sum(l.total_minor) IS DISTINCT FROM o.subtotal_minor`.execute(
      db,
    ),
  )
}

/** Each order from then on was told and audited once. */
async function tellingProblems(db: Db, after: bigint): Promise<string[]> {
  return sentences(
    await sql<{ problem: string }>`
      SELECT 'order ' || o.code || ' was told ' || t.times || ' times and audited ' || a.times || ' times' AS problem
      FROM orders."order" o
      CROSS JOIN LATERAL (
        SELECT count(*) AS times FROM platform.outbox e WHERE e.topic = 'orders.order_placed' AND e.key_id = o.id
      ) t
      CROSS JOIN LATERAL (
        SELECT count(*) AS times FROM platform.audit a
        WHERE a.use_case LIKE 'orders.place%' AND a.subjects->'order' ? o.id::text
      ) a
      WHERE o.id > ${after} AND (t.times <> 1 OR a.times <> 1)`.execute(db),
  )
}

/** The positions of the feed run from 1 without a gap, and nothing waits for one. */
export async function feedProblems(db: Db): Promise<string[]> {
  const noneWaits = async (): Promise<boolean> => {
    const { rows } = await sql<{ none: boolean }>`
      SELECT NOT EXISTS (SELECT FROM platform.outbox WHERE seq IS NULL) AS none`.execute(db)
    return rows[0]?.none === true
  }
  const all = await waitUntil(noneWaits, { stepMs: 50, mostMs: SEQUENCED_MS })
  const gaps = sentences(
    await sql<{ problem: string }>`
      SELECT count(o.seq) || ' events with ' || count(DISTINCT o.seq) || ' positions up to ' || max(o.seq)
        || ' under the head ' || max(h.seq) AS problem
      FROM platform.outbox_head h LEFT JOIN platform.outbox o ON true
      HAVING count(o.seq) <> max(h.seq) OR count(DISTINCT o.seq) <> max(h.seq) OR max(o.seq) <> max(h.seq)`.execute(
      db,
    ),
  )
  return [...(all ? [] : ['events wait for their position']), ...gaps]
}

/** Every order has one invoice, and their numbers go from 1 on without a gap. */
async function invoiceProblems(db: Db, after: bigint): Promise<string[]> {
  await waitForConsumer(db, { name: 'billing.documents', timeoutMs: SEQUENCED_MS })
  return sentences(
    await sql<{ problem: string }>`
      SELECT 'order ' || o.code || ' has ' || count(d.id) || ' invoices' AS problem
      FROM orders."order" o LEFT JOIN billing.document d ON d.order_id = o.id AND d.kind = 'invoice'
      WHERE o.id > ${after} GROUP BY o.code HAVING count(d.id) <> 1
      UNION ALL
      SELECT count(*) || ' invoices with numbers up to ' || max(d.serial) || ', counted up to ' || max(c.last)
      FROM billing.document d JOIN billing.counter c USING (legal_entity_id, kind, year)
      GROUP BY legal_entity_id, kind, year HAVING count(*) <> max(d.serial) OR max(c.last) <> max(d.serial)
      UNION ALL
      SELECT 'parked: ' || p.error FROM platform.outbox_parked p WHERE p.consumer = 'billing.documents'`.execute(
      db,
    ),
  )
}

/** Every journal sums to zero, and the auditor of the books finds nothing. */
export async function bookProblems(db: Db): Promise<string[]> {
  const off = sentences(
    await sql<{ problem: string }>`
      SELECT 'journal ' || e.journal_id || ' is off by ' || sum(e.minor) || ' ' || e.currency AS problem
      FROM ledger.entry e GROUP BY e.journal_id, e.currency HAVING sum(e.minor) <> 0`.execute(db),
  )
  const faults = await read({ db }, systemActor('fault test'), auditBooks)
  return [...off, ...faults.map(({ rule, subject, detail }) => `${rule} ${subject}: ${detail}`)]
}

function sentences(answer: { rows: readonly { problem: string }[] }): string[] {
  return answer.rows.map(({ problem }) => problem)
}
