import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { compareTexts } from '#modules/compensation/domain/frozen/byte-columns.ts'
import { companyKnows, encodeColumns, encodeFrozen } from '#modules/compensation/domain/frozen/frozen.ts'
import { noState } from '#modules/compensation/domain/frozen/result-columns.ts'
import { periodOfPlan } from '#modules/compensation/domain/pay/periods.ts'
import { peopleBefore } from '#modules/compensation/store/people-source.ts'
import { partiesBetween } from '#modules/compensation/store/parties-source.ts'
import { linesBetween } from '#modules/compensation/store/snapshot-source.ts'
import { readColumns, volumesRead } from '#modules/compensation/use-cases/read-facts.ts'
import { readPayPlanText } from '#modules/compensation/use-cases/read-plan-text.ts'
import { changeOrder } from '#modules/orders/api.ts'
import { read, systemActor, transact } from '#platform/postgres/transact.ts'
import { freshDatabase, type TestDatabase } from '#test/support/database.ts'
import { seedDemonstration } from './seed-demonstration.ts'

let database: TestDatabase

beforeAll(async () => {
  database = await freshDatabase()
  const deps = { db: database.db, ownerUrl: database.ownerUrl, say: () => undefined }
  await seedDemonstration(deps, { people: 400, months: 2, seed: 3, until: '2026-10-25' })
  // Of some orders a piece is taken back, and of others it comes back, in two steps.
  const changing = { actor: systemActor('test'), useCase: 'test.change' }
  const { rows } = await sql<{ id: bigint; lines: number }>`
    SELECT o.id, (SELECT count(*)::int FROM orders.order_line l WHERE l.order_id = o.id) AS lines FROM orders."order" o
    WHERE o.state = 'placed' AND o.pieces > 2 ORDER BY o.id DESC LIMIT 6`.execute(database.owner)
  for (const [place, { id: orderId, lines }] of rows.entries())
    for (const line of [1, lines]) {
      const kinds = place % 2 === 0 ? (['cancel'] as const) : (['send', 'return'] as const)
      for (const kind of kinds)
        await transact(database, changing, (tx) =>
          changeOrder(tx, { orderId, kind, lines: [{ line, quantity: 1 }] }),
        )
    }
  // Somebody moves to the top of the tree and back to the sponsor.
  await sql`WITH moved AS (
      UPDATE genealogy.link SET valid_until = '2026-09-10' WHERE person_id = 20 RETURNING tree, person_id, parent_id
    ), gone AS (
      INSERT INTO genealogy.link (tree, person_id, parent_id, valid_from, valid_until, known_seq)
      SELECT tree, person_id, 1, '2026-09-10', '2026-09-20', 0 FROM moved RETURNING person_id
    )
    INSERT INTO genealogy.link (tree, person_id, parent_id, valid_from, known_seq)
    SELECT m.tree, m.person_id, m.parent_id, '2026-09-20', 0 FROM moved m JOIN gone USING (person_id)`.execute(
    database.owner,
  )
})
afterAll(() => database.close())

test('what is copied as columns is what single people and orders are read as, to the byte', async () => {
  const source = await sql<{ source: string }>`SELECT source FROM compensation.plan_version`.execute(
    database.db,
  )
  const plan = readPayPlanText(source.rows[0]?.source ?? '', 'plan')
  let returns = 0
  for (const label of ['2026-09', '2026-10']) {
    const period = periodOfPlan(plan, label)
    if (!period) throw new Error('the plan has no such period')
    const head = { period: label, cutSeq: 5n, planHash: 'hash' }
    const { copied, told, input } = await read(database, systemActor('test'), async (tx) => {
      const all = await sql<{ people: bigint[]; orders: bigint[] }>`
        SELECT (SELECT array_agg(id) FROM field.person) AS people, (SELECT array_agg(id) FROM orders."order") AS orders`.execute(
        tx,
      )
      const [ids] = all.rows
      const people = await peopleBefore(tx, period.untilMs, ids?.people ?? [])
      const lines = await linesBetween(tx, period, volumesRead(plan), ids?.orders ?? [])
      const parties = await partiesBetween(tx, period, [], [])
      const sorted = people.toSorted((a, b) => compareTexts(a.person.id, b.person.id))
      const facts = {
        ...companyKnows,
        people: sorted.map(({ person }) => person),
        lines,
        facts: sorted.flatMap((one) => one.facts),
        links: sorted.flatMap((one) => one.links),
        state: [],
        adjustments: [],
        parties: parties.map(({ party }) => party),
      }
      return {
        copied: await readColumns(tx, { ...head, plan, period, state: noState, late: 'counted' }),
        told: { ...head, personIds: sorted.map(({ personId }) => personId), input: facts },
        input: facts,
      }
    })
    expect(encodeColumns(copied)).toEqual(encodeFrozen(told))
    expect(input.links).toHaveLength(3)
    expect(input.facts.length).toBeGreaterThan(50)
    returns += input.lines.filter((line) => line.type === 'return').length
  }
  expect(returns).toBeGreaterThan(9)
})
