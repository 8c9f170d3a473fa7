import * as fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { changeStanding } from '#modules/field/api.ts'
import { openImage, type Image } from '#platform/columns/image.ts'
import { headSeq } from '#platform/outbox/event.ts'
import { startSequencer, type Sequencer } from '#platform/outbox/sequencer.ts'
import { systemActor, transact } from '#platform/postgres/transact.ts'
import { freshDatabase, type TestDatabase } from '#test/support/database.ts'
import { beginField, join, type TestPerson } from '#test/support/field.ts'
import { figuresShelf } from './use-cases/figures-shelf.ts'
import { treeNow } from './use-cases/image-trees.ts'
import { teamPart } from './use-cases/team-part.ts'
import { teamAnswers } from './use-cases/team-questions.ts'

let database: TestDatabase
let sequencer: Sequencer
let house: TestPerson & { marketId: bigint }
const people: TestPerson[] = []
const errors: Error[] = []
const deps = { onError: (error: Error): void => void errors.push(error) }
const call = { actor: systemActor('req-test'), useCase: 'test.arrange' }
const DAY = 86_400_000

beforeAll(async () => {
  database = await freshDatabase()
  sequencer = startSequencer(deps, database.url)
  house = await beginField(database)
  people.push(house)
})
afterAll(async () => {
  await sequencer.stop()
  await database.close()
})

const open = (code = 'sponsor'): Promise<Image> => {
  const tree = treeNow(code)
  return openImage(deps, { url: database.url, tree, parts: [teamPart(figuresShelf(), tree)] })
}

/** The position by which everything committed so far is told. */
async function settledSeq(): Promise<bigint> {
  for (const deadline = performance.now() + 10_000; ;) {
    const { rows } = await sql<{ waiting: boolean }>`
      SELECT EXISTS (SELECT FROM platform.outbox WHERE seq IS NULL) AS waiting`.execute(database.db)
    if (rows[0]?.waiting === false) return headSeq(database.db)
    if (performance.now() > deadline) throw new Error('the sequencer gave no positions in time')
  }
}

/** The whole team of a viewer from the tables, by a way of its own. */
async function teamFromTables(viewer: TestPerson, newSince: number) {
  const { rows } = await sql<{ id: bigint; code: string; level: number; branch: number; directs: number }>`
    WITH RECURSIVE below (top, id, level) AS (
      SELECT person_id, person_id, 0 FROM genealogy.v_current_link
      UNION ALL
      SELECT below.top, link.person_id, below.level + 1
      FROM below JOIN genealogy.v_current_link link ON link.parent_id = below.id
    ), sellers AS (
      SELECT below.* FROM below JOIN field.person ON person.id = below.id
      WHERE person.kind IN ('distributor', 'company') AND below.level > 0
    )
    SELECT person.id, person.code, mine.level,
      (SELECT count(*)::int FROM sellers s WHERE s.top = mine.id) AS branch,
      (SELECT count(*)::int FROM sellers s WHERE s.top = mine.id AND s.level = 1) AS directs
    FROM sellers mine JOIN field.person ON person.id = mine.id
    WHERE mine.top = ${viewer.personId} ORDER BY mine.level, person.code`.execute(database.owner)
  const counted = await sql<{ active: number; newcomers: number }>`
    WITH RECURSIVE below (id) AS (
      SELECT person_id FROM genealogy.v_current_link WHERE parent_id = ${viewer.personId}
      UNION ALL
      SELECT link.person_id FROM below JOIN genealogy.v_current_link link ON link.parent_id = below.id
    )
    SELECT count(*) FILTER (WHERE status = 'active')::int AS active,
      count(*) FILTER (WHERE joined_at >= ${new Date(newSince)})::int AS newcomers
    FROM below JOIN field.person USING (id) WHERE kind IN ('distributor', 'company')`.execute(database.owner)
  return { rows, ...counted.rows[0] }
}

async function expectSame(image: Image, viewer: TestPerson): Promise<void> {
  const newSince = Date.parse('2026-10-01T00:00:00Z') - 30 * DAY
  const since = await settledSeq()
  const question = { viewer: Number(viewer.personId), newSince, sees: 'first_level' }
  const all = {
    ask: 'list',
    ...question,
    people: 'sellers',
    filter: 'all',
    sort: 'level',
    limit: 100_000,
    offset: 0,
  }
  const list = await image.ask('team', all, since)
  const counts = await image.ask('team', { ask: 'counts', ...question }, since)
  expect(list.seq).toBeGreaterThanOrEqual(since)
  const told = teamAnswers.list.parse(list.value)
  const expected = await teamFromTables(viewer, newSince)
  expect(told?.total).toBe(expected.rows.length)
  expect(told?.rows).toMatchObject(
    expected.rows.map((row) => ({ ...row, id: Number(row.id), code: Number(row.code) })),
  )
  expect(teamAnswers.counts.parse(counts.value)).toMatchObject({
    people: expected.rows.length,
    active: expected.active,
    newcomers: expected.newcomers,
    directs: expected.rows.filter((row) => row.level === 1).length,
  })
  const size = { open: [], nodes: 40, columns: 5 }
  const drawn = { ask: 'window', sees: 'everything', viewer: Number(viewer.personId), ...size }
  const window = teamAnswers.window.parse((await image.ask('team', drawn, since)).value)
  expect(window?.nodes[0]).toMatchObject({ people: expected.rows.length, active: expected.active })
}

type Step = Readonly<{
  pick: number
  kind: 'distributor' | 'retail' | 'suspend' | 'promote'
  daysAgo: number
}>
const step: fc.Arbitrary<Step> = fc.record({
  pick: fc.nat(),
  kind: fc.constantFrom('distributor', 'distributor', 'distributor', 'retail', 'suspend', 'promote'),
  daysAgo: fc.nat({ max: 90 }),
})

async function take({ pick, kind, daysAgo }: Step): Promise<void> {
  const chosen = people[pick % people.length] ?? house
  if (kind === 'distributor' || kind === 'retail') {
    const joinedAt = new Date(Date.parse('2026-10-01T12:00:00Z') - daysAgo * DAY)
    const { marketId } = house
    const newcomer = await join(database, { sponsorId: chosen.personId, marketId, name: 'N', kind, joinedAt })
    if (kind === 'distributor') people.push(newcomer)
    return
  }
  if (chosen === house) return
  const standing =
    kind === 'suspend'
      ? ({ kind: 'distributor', status: 'suspended' } as const)
      : ({ kind: pick % 2 === 0 ? 'preferred' : 'distributor', status: 'active' } as const)
  await transact(database, call, (tx, about) =>
    changeStanding(tx, about, { personId: chosen.personId, ...standing }),
  )
}

test('after any joins and changes, one by one or at once, the image tells what the tables hold', async () => {
  const image = await open()
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), fc.nat(), async (steps, pick) => {
      const half = Math.floor(steps.length / 2)
      for (const one of steps.slice(0, half)) await take(one)
      await Promise.all(steps.slice(half).map(take))
      await expectSame(image, people[pick % people.length] ?? house)
      await expectSame(image, house)
    }),
    // What was done is done: a smaller case would not begin where this one did.
    { numRuns: 12, endOnFailure: true },
  )
  await image.stop()
  expect(errors).toEqual([])
}, 60_000)

test('an image that loads while people join counts nobody twice and misses nobody', async () => {
  for (let round = 0; round < 4; round++) {
    const joins = Promise.all(
      Array.from({ length: 20 }, (_, n) => take({ pick: n * 7 + round, kind: 'distributor', daysAgo: n })),
    )
    const image = await open()
    await joins
    await expectSame(image, house)
    await image.stop()
  }
  expect(errors).toEqual([])
}, 60_000)

test('a branch, a level, beginnings of codes and the line between are found; strangers are not', async () => {
  const { marketId } = house
  const under = (sponsor: TestPerson) =>
    join(database, { sponsorId: sponsor.personId, marketId, name: 'Somebody' })
  const top = await under(house)
  const first = await under(top)
  const second = await under(first)
  const third = await under(second)
  const beside = await under(top)
  const image = await open()
  const since = await settledSeq()
  const base = {
    ask: 'list',
    viewer: Number(top.personId),
    sees: 'everything',
    people: 'sellers',
    filter: 'all',
    newSince: 0,
    sort: 'level',
  }
  const ids = async (more: object): Promise<number[] | undefined> => {
    const { value } = await image.ask('team', { ...base, limit: 10, offset: 0, ...more }, since)
    return teamAnswers.list.parse(value)?.rows.map((row) => row.id)
  }
  const numbers = (...some: TestPerson[]) => some.map((one) => Number(one.personId))
  expect(await ids({})).toEqual(numbers(first, beside, second, third))
  expect(await ids({ under: Number(first.personId) })).toEqual(numbers(second, third))
  expect(await ids({ level: 1 })).toEqual(numbers(first, beside))
  expect(await ids({ sort: 'branch', limit: 1 })).toEqual(numbers(first))
  expect(await ids({ search: { codePrefix: third.code, ids: numbers(beside) } })).toEqual(
    numbers(beside, third),
  )
  expect(await ids({ under: Number(house.personId) })).toBeUndefined()
  const member = async (viewer: TestPerson, id: TestPerson) => {
    const question = { ask: 'member', viewer: Number(viewer.personId), member: Number(id.personId) }
    return teamAnswers.member.parse((await image.ask('team', question, since)).value)
  }
  expect(await member(top, third)).toMatchObject({ row: { level: 3 }, line: numbers(first, second) })
  expect(await member(first, beside)).toBeUndefined()
  expect(await member(first, top)).toBeUndefined()
  await image.stop()
})
