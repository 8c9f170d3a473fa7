import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { followOutbox } from '#platform/outbox/follow.ts'
import { startSequencer } from '#platform/outbox/sequencer.ts'
import { bindConsumer } from '#platform/module/module.ts'
import { openListener } from '#platform/postgres/listener.ts'
import { sqlState, systemActor, transact } from '#platform/postgres/transact.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { freshDatabase, type TestDatabase } from '#test/support/database.ts'
import { beginField, join, type TestPerson } from '#test/support/field.ts'
import { testApp } from '#test/support/http.ts'
import { addLink, endLink, pathToTop } from './api.ts'
import { stampKnownConsumer } from './tasks/stamp-known.ts'

let database: TestDatabase
let house: TestPerson & { marketId: bigint }
const call = { actor: systemActor('req-test'), useCase: 'test.arrange' }
const tree = 'sponsor'

beforeAll(async () => {
  database = await freshDatabase()
  house = await beginField(database)
})
afterAll(() => database.close())

const under = (parent: TestPerson, name: string) =>
  join(database, { sponsorId: parent.personId, marketId: house.marketId, name })
const write = <T>(work: (tx: Tx) => Promise<T>) => transact(database, call, work)
const move = async (tx: Tx, person: TestPerson, parent: TestPerson) => {
  const { rows } = await sql<{ now: Date }>`SELECT clock_timestamp() AS now`.execute(tx)
  const at = rows[0]?.now ?? new Date(0)
  await endLink(tx, { tree, personId: person.personId, at })
  await addLink(tx, { tree, personId: person.personId, parentId: parent.personId, at })
}
const refusedWith = (state: string) => (error: unknown) => sqlState(error) === state

test('the database itself refuses a circle, a second place, a place outside the tree and a hole in it', async () => {
  const a = await under(house, 'A')
  const b = await under(a, 'B')
  const c = await under(b, 'C')
  expect(await write((tx) => pathToTop(tx, { tree, personId: c.personId }))).toEqual([
    b.personId,
    a.personId,
    house.personId,
  ])
  await expect(write((tx) => move(tx, a, c))).rejects.toSatisfy(refusedWith('23514'))
  await expect(write((tx) => move(tx, a, a))).rejects.toSatisfy(refusedWith('23514'))
  const twice = write((tx) =>
    addLink(tx, { tree, personId: c.personId, parentId: a.personId, at: new Date(0) }),
  )
  await expect(twice).rejects.toSatisfy(refusedWith('23505'))
  const outside = write((tx) =>
    addLink(tx, { tree, personId: house.personId + 999n, parentId: a.personId, at: new Date(0) }),
  )
  await expect(outside).rejects.toSatisfy(refusedWith('23503'))
  const hole = write((tx) => endLink(tx, { tree, personId: b.personId, at: new Date('2099-01-01') }))
  await expect(hole).rejects.toSatisfy(refusedWith('23503'))
  await write((tx) => move(tx, c, a))
  expect(await write((tx) => pathToTop(tx, { tree, personId: c.personId }))).toEqual([
    a.personId,
    house.personId,
  ])
})

test('two moves at once that would close a circle together: one of them is refused', async () => {
  for (let round = 0; round < 10; round++) {
    const left = await under(house, `Left ${round}`)
    const right = await under(house, `Right ${round}`)
    const moved = await Promise.allSettled([
      write((tx) => move(tx, left, right)),
      write((tx) => move(tx, right, left)),
    ])
    expect(moved.filter((result) => result.status === 'fulfilled')).toHaveLength(1)
  }
})

test('links can be added and ended, and nothing else', async () => {
  for (const statement of [
    'UPDATE genealogy.link SET parent_id = NULL',
    'UPDATE genealogy.link SET valid_from = now()',
    'DELETE FROM genealogy.link',
  ])
    await expect(sql.raw(statement).execute(database.db)).rejects.toSatisfy(refusedWith('42501'))
})

test('each link comes to know the position of the event that first told of it', async () => {
  const errors: Error[] = []
  const deps = { db: database.db, onError: (error: Error): void => void errors.push(error) }
  const person = await under(house, 'Known')
  const sequencer = startSequencer(deps, database.url)
  const listener = await openListener(deps, database.url)
  const server = await testApp(database)
  const follower = await followOutbox({ ...deps, listener }, bindConsumer(server.deps, stampKnownConsumer))
  await expect
    .poll(
      async () => {
        const { rows } = await sql<{ same: boolean | null }>`
          SELECT link.known_seq = outbox.seq AS same FROM genealogy.link
          JOIN platform.outbox ON outbox.topic = 'field.person_joined' AND outbox.key_id = link.person_id
          WHERE link.person_id = ${person.personId}`.execute(database.db)
        return rows
      },
      { timeout: 10_000 },
    )
    .toEqual([{ same: true }])
  await follower.stop()
  await sequencer.stop()
  await listener.stop()
  await server.close()
  expect(errors).toEqual([])
})
