import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { databaseBefore, freshDatabase } from '#test/support/database.ts'

test('volumes of before are carried over entry by entry, those of a line that lacks a name too', async () => {
  const database = await databaseBefore('20261126T0615_orders_volumes')
  const rows = async (from: string) =>
    (
      await sql
        .raw<Record<string, unknown>>(`
        SELECT order_id, line, name, micro, opposite, commission_at, buyer_person_id, seller_person_id FROM ${from}
        ORDER BY order_id, line, name, opposite`)
        .execute(database.owner)
    ).rows
  // What the orders lead to is no matter here.
  await sql
    .raw(`
    SET session_replication_role = replica;
    INSERT INTO orders."order" (id, code, legal_entity_id, market_id, channel, type, price_kind, placed_at, commission_at,
      currency, subtotal_minor, shipping_minor, tax_minor, total_minor, pieces, payment, catalog_version, tax_version,
      journal_client_id)
    OVERRIDING SYSTEM VALUE
    SELECT id, 100 + id, 1, 1, 'office', 'order', 'retail', now(), now(), 'NOK', 0, 0, 0, 0, 1, 'pay_later', 1, 1,
      gen_random_uuid() FROM generate_series(7, 9) id;
    INSERT INTO orders.order_line VALUES (8, 2, 1, 1, 0, 0, 0);
    INSERT INTO orders.volume_entry
      (order_id, line, name, micro, opposite, commission_at, buyer_person_id, seller_person_id)
    VALUES (7, 1, 'PV', 5, false, '2026-08-01', 3, 4), (7, 1, 'BV', 6, false, '2026-08-01', 3, 4),
      (7, 3, 'PV', 0, false, '2026-08-01', 3, 4), (8, 2, 'Z', 9, false, '2026-08-02', NULL, NULL),
      (8, 2, 'Z', -9, true, '2026-09-02', NULL, NULL), (9, 1, 'PV', -1, false, '2026-08-03', 5, NULL);
    RESET session_replication_role;`)
    .execute(database.owner)
  const before = await rows('orders.volume_entry')
  expect(before).toHaveLength(6)
  await database.bringUpToDate()
  expect(await rows('orders.v_volume_entry')).toEqual(before)
  expect(await rows('orders.volume_entry')).toEqual(before.filter(({ opposite }) => opposite))
  const packed = await sql`SELECT v.order_id, n.names, v.micros FROM orders.order_volume v
    JOIN orders.volume_names n ON n.id = v.names_id ORDER BY v.order_id`.execute(database.owner)
  expect(packed.rows).toEqual([
    { order_id: 7n, names: ['BV', 'PV'], micros: [6n, 5n, null, null, null, 0n] },
    { order_id: 8n, names: ['Z'], micros: [null, 9n] },
    { order_id: 9n, names: ['PV'], micros: [-1n] },
  ])
  const wrong = `INSERT INTO orders.volume_names (names) VALUES`
  for (const list of [`'{PV,BV}'`, `'{PV,PV}'`, `'{"P V"}'`, `'{NULL}'`, `'{}'`])
    await expect(sql.raw(`${wrong} (${list})`).execute(database.owner)).rejects.toThrow('check constraint')
  await database.close()
})

test('volumes that are no whole lines, or of another width than their names, are refused', async () => {
  const database = await freshDatabase()
  const insert = (order: number, width: number, micros: string) =>
    sql
      .raw(`
      INSERT INTO orders.order_volume (order_id, commission_at, names_id, width, micros)
      VALUES (${order}, now(), (SELECT id FROM orders.volume_names), ${width}, '{${micros}}')`)
      .execute(database.owner)
  await sql
    .raw(`
    INSERT INTO orders.volume_names (names) VALUES ('{BV,PV}');
    SET session_replication_role = replica;
    INSERT INTO orders."order" (id, code, legal_entity_id, market_id, channel, type, price_kind, placed_at, commission_at, currency,
      subtotal_minor, shipping_minor, tax_minor, total_minor, pieces, payment, catalog_version, tax_version, journal_client_id)
    OVERRIDING SYSTEM VALUE
    SELECT id, '0' || id, 1, 1, 'office', 'order', 'retail', now(), now(), 'EUR', 0, 0, 0, 0, 1, 'pay_later', 1, 1, gen_random_uuid()
    FROM unnest(ARRAY[1, 2]) id;
    RESET session_replication_role`)
    .execute(database.owner)
  await insert(1, 2, '1,NULL,3,4')
  await expect(insert(2, 2, '1,NULL,3')).rejects.toThrow('lines_are_whole')
  await expect(insert(2, 1, '1,NULL,3')).rejects.toThrow('list 1 of 1 names of its volumes, is not there')
  await expect(insert(2, 2, '')).rejects.toThrow('check constraint')
  await database.close()
})
