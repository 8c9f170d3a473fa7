import { sql } from 'kysely'
import { z } from 'zod'
import type { Db } from '#platform/postgres/database.ts'

/** Columns that name rows of another table without a foreign key: they are looked up for all rows of a statement at once. */
export type KeptKey = Readonly<{
  table: string
  columns: readonly string[]
  of: string
  names: readonly string[]
}>

/** Every key that was dropped from the tables of orders and of what follows them. */
export const KEPT_KEYS: readonly KeptKey[] = [
  key('orders."order"', 'legal_entity_id', 'company.legal_entity'),
  key('orders."order"', 'market_id', 'company.market'),
  key('orders."order"', 'currency', 'company.currency', 'code'),
  key('orders."order"', 'buyer_person_id', 'field.person'),
  key('orders."order"', 'seller_person_id', 'field.person'),
  key('orders."order"', 'sponsor_person_id', 'field.person'),
  key('orders.order_line', 'order_id', 'orders."order"'),
  key('orders.order_line', 'product_id', 'catalog.product'),
  key('orders.order_volume', 'order_id', 'orders."order"'),
  key('orders.order_volume', 'names_id,width', 'orders.volume_names', 'id,width'),
  key('orders.delivery', 'order_id', 'orders."order"'),
  key('orders.line_promotion', 'order_id,line', 'orders.order_line', 'order_id,line'),
  key('orders.line_promotion', 'promotion_id', 'promotions.promotion'),
  key('orders.line_promotion', 'version_id,promotion_id', 'promotions.promotion_version', 'id,promotion_id'),
  key('promotions.use', 'version_id,promotion_id', 'promotions.promotion_version', 'id,promotion_id'),
  key('promotions.use', 'person_id', 'field.person'),
  key('inventory.promise', 'product_id,pool_id', 'inventory.stock', 'product_id,pool_id'),
  key('ledger.journal', 'legal_entity_id', 'company.legal_entity'),
  key('ledger.journal', 'market_id', 'company.market'),
  key('ledger.entry', 'journal_id', 'ledger.journal'),
  key('ledger.entry', 'account_id,currency', 'ledger.account', 'id,currency'),
  key('billing.document', 'legal_entity_id', 'company.legal_entity'),
  key('billing.document', 'market_id', 'company.market'),
  key('billing.document', 'currency', 'company.currency', 'code'),
  key('billing.document', 'order_id', 'orders."order"'),
  key('billing.document', 'buyer_person_id', 'field.person'),
]

function key(table: string, columns: string, of: string, names = 'id'): KeptKey {
  return { table, columns: columns.split(','), of, names: names.split(',') }
}

/** An order with all that lies beside it, those first that others name; what they name is anything that is there. */
const ROWS: readonly (readonly [table: string, row: string])[] = [
  [
    'orders."order"',
    `SELECT 900000001 AS id, '00' AS code, m.legal_entity_id, m.id AS market_id, 'office' AS channel, 'order' AS type,
      'placed' AS state, p.id AS buyer_person_id, p.id AS seller_person_id, p.id AS sponsor_person_id, 'retail' AS price_kind,
      now() AS placed_at, now() AS commission_at, m.currency, 0 AS subtotal_minor, 0 AS shipping_minor, 0 AS tax_minor,
      0 AS total_minor, 0 AS discount_minor, 1 AS pieces, 'pay_later' AS payment, 1 AS catalog_version, 1 AS tax_version,
      gen_random_uuid() AS journal_client_id, false AS late FROM company.market m, field.person p`,
  ],
  [
    'orders.order_line',
    `SELECT 900000001 AS order_id, 1 AS line, p.id AS product_id, 1 AS quantity, 0 AS unit_minor, 0 AS discount_minor,
      false AS gift, 0 AS total_minor, 0 AS tax_minor FROM catalog.product p`,
  ],
  [
    'orders.order_volume',
    `SELECT 900000001 AS order_id, now() AS commission_at, n.id AS names_id, n.width, array_fill(1, ARRAY[n.width::integer]) AS micros
      FROM orders.volume_names n`,
  ],
  ['orders.delivery', `SELECT 900000001 AS order_id, '{}'::jsonb AS address`],
  [
    'orders.line_promotion',
    `SELECT 900000001 AS order_id, 1 AS line, v.promotion_id, v.id AS version_id, 1 AS minor FROM promotions.promotion_version v`,
  ],
  [
    'promotions.use',
    `SELECT 900000001 AS id, 900000001 AS order_id, v.promotion_id, v.id AS version_id, p.id AS person_id, now()::date AS day,
      false AS opposite, 1 AS times, 0 AS minor, 0 AS gifts_minor FROM promotions.promotion_version v, field.person p`,
  ],
  [
    'inventory.promise',
    `SELECT 900000001 AS order_id, s.product_id, s.pool_id, 1 AS pieces, now() AS promised_at FROM inventory.stock s`,
  ],
  [
    'ledger.journal',
    `SELECT 900000001 AS id, gen_random_uuid() AS client_id, sha256('') AS request_hash, 'order' AS code, 'open' AS state,
      m.legal_entity_id, m.id AS market_id, now() AS at, now() AS recorded_at FROM company.market m`,
  ],
  [
    'ledger.entry',
    `SELECT 900000001 AS journal_id, 1 AS line, a.id AS account_id, a.currency, 1 AS minor FROM ledger.account a`,
  ],
  [
    'billing.document',
    `SELECT 900000001 AS id, 'invoice' AS kind, m.legal_entity_id, m.id AS market_id, 2031 AS year, 1 AS serial, 'none' AS number,
      900000001 AS order_id, '00' AS order_code, 0 AS change, p.id AS buyer_person_id, now() AS issued_at, m.currency,
      0 AS total_minor, 0 AS tax_minor, '' AS content, sha256('') AS content_hash FROM company.market m, field.person p`,
  ],
]

/** These rows, by their tables. */
export async function rowsThatName(db: Db): Promise<ReadonlyMap<string, object>> {
  const named = new Map<string, object>()
  for (const [table, select] of ROWS) {
    const { rows } = await sql
      .raw<{ row: string }>(`SELECT to_jsonb(x)::text AS row FROM (${select} LIMIT 1) x`)
      .execute(db)
    named.set(table, z.record(z.string(), z.unknown()).parse(JSON.parse(rows[0]?.row ?? '')))
  }
  return named
}
