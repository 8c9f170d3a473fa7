import * as fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { changeStanding } from '#modules/field/api.ts'
import { createDemonstrationAccount } from '#modules/identity/api.ts'
import { openImage, readImage } from '#platform/columns/image.ts'
import { headSeq } from '#platform/outbox/event.ts'
import { startSequencer, type Sequencer } from '#platform/outbox/sequencer.ts'
import { waitingEvents } from '#platform/outbox/waiting.ts'
import { read, systemActor, transact, type Actor } from '#platform/postgres/transact.ts'
import { waitUntil } from '#platform/wait/wait-until.ts'
import { freshDatabase, type TestDatabase } from '#test/support/database.ts'
import { beginField, join, type TestPerson } from '#test/support/field.ts'
import { askForMove, decide } from '#test/support/move.ts'
import { figuresShelf, type FiguresShelf } from './use-cases/figures-shelf.ts'
import { treeNow, treeThen } from './use-cases/image-trees.ts'
import { fillTree, makeTree } from './use-cases/make-tree.ts'
import { place } from './use-cases/place.ts'
import { TEAM, teamPart } from './use-cases/team-part.ts'
import { teamAnswers } from './use-cases/team-questions.ts'

const LONG = process.env['OPENFIELD_TEST_LONG'] === '1'
const DAY = 86_400_000
const EPOCH = Date.parse('2026-01-01T00:00:00Z')
const LEGS = 'legs'
let database: TestDatabase
let sequencer: Sequencer
let house: TestPerson & { marketId: bigint }
let staff: readonly [Actor, Actor]
const people: TestPerson[] = []
const errors: Error[] = []
const deps = { onError: (error: Error): void => void errors.push(error) }
const call = { actor: systemActor('req-test'), useCase: 'test.arrange' }

beforeAll(async () => {
  database = await freshDatabase()
  sequencer = startSequencer(deps, database.url)
  house = await beginField(database)
  people.push(house)
  staff = [await staffOf('asks@test.test'), await staffOf('decides@test.test')]
  // Newcomers wait for a place, so that they come into the tree later than they join.
  const tree = {
    code: LEGS,
    kind: 'binary',
    width: 2,
    depth: null,
    way: 'weaker_leg',
    holdingHours: 24,
  } as const
  await transact(database, call, (tx, about) => makeTree(tx, about, tree))
  await fillTree(database, LEGS)
})
afterAll(async () => {
  await sequencer.stop()
  await database.close()
})

const staffOf = async (login: string): Promise<Actor> => ({
  realm: 'staff',
  accountId: await transact(database, call, (tx) =>
    createDemonstrationAccount(tx, { realm: 'staff', login, name: login, personId: null, passwordHash: '' }),
  ),
  personId: null,
  requestId: login,
})

/** The position by which everything committed so far is told. */
async function settledSeq(): Promise<bigint> {
  const isTold = async () => (await read(database, call.actor, (tx) => waitingEvents(tx))).waiting === 0
  expect(await waitUntil(isTold, { stepMs: 5, mostMs: 10_000 })).toBe(true)
  return headSeq(database.db)
}

type Step = Readonly<{
  deed: 'join' | 'customer' | 'place' | 'stand' | 'move' | 'sell'
  who: number
  to: number
}>
const step: fc.Arbitrary<Step> = fc.record({
  deed: fc.constantFrom('join', 'join', 'customer', 'place', 'place', 'place', 'stand', 'move', 'sell'),
  who: fc.nat(),
  to: fc.nat(),
})
const sales = new Map<bigint, number>()
let [generation, moves] = [0, 0]

/** Everybody's own volume, as a plan hands it on. */
function handOn(shelf: FiguresShelf): void {
  generation += 1
  const known = [...sales]
  shelf.take({
    maker: `test ${generation}`,
    generation: 1,
    isEverybody: true,
    seq: 1n,
    period: '2026-10',
    before: null,
    ladder: ['Bronze'],
    state: 'open',
    numbers: Int32Array.from(known, (_, index) => index),
    ids: Float64Array.from(known, ([id]) => Number(id)),
    rank: new Uint8Array(known.length),
    own: Float64Array.from(known, ([, own]) => own),
    branch: new Float64Array(known.length),
    activity: new Uint8Array(known.length),
  })
}

/** Places whoever waits longest, puts somebody and those below elsewhere, and so on; what cannot be is left. */
async function take({ deed, who, to }: Step): Promise<void> {
  const [chosen, other] = [people[who % people.length] ?? house, people[to % people.length] ?? house]
  const from = new Date(EPOCH + (to % 200) * DAY)
  if (deed === 'join' || deed === 'customer') {
    const kind = deed === 'join' ? 'distributor' : 'retail'
    const about = {
      sponsorId: chosen.personId,
      marketId: house.marketId,
      name: 'N',
      kind,
      joinedAt: from,
    } as const
    people.push(await join(database, about))
  }
  if (deed === 'place') {
    const { rows } = await sql<{ id: bigint }>`SELECT person_id AS id FROM genealogy.placement
      WHERE placed_at IS NULL ORDER BY person_id LIMIT 1`.execute(database.owner)
    const [first] = rows
    if (!first) return
    const input = { tree: LEGS, personId: first.id, at: from, wanted: { by: 'rule' } } as const
    await transact(database, call, (tx) => place(tx, input))
  }
  if (deed === 'stand' && chosen !== house) {
    const standing = {
      kind: to % 3 === 0 ? 'preferred' : 'distributor',
      status: to % 2 === 0 ? 'suspended' : 'active',
    } as const
    await transact(database, call, (tx, about) =>
      changeStanding(tx, about, { personId: chosen.personId, ...standing }),
    )
  }
  if (deed === 'sell') sales.set(chosen.personId, (to % 9) * 1_500_000)
  if (deed === 'move') await move(chosen, other, to)
}

async function move(person: TestPerson, parent: TestPerson, to: number): Promise<void> {
  const [asker, decider] = staff
  const asked = askForMove(database, asker, { person, parent, tree: LEGS, side: to % 2 })
  // Where it would be no tree, or somebody stands there, it is refused.
  const moveId = await asked.catch(() => undefined)
  if (moveId === undefined) return
  const done = await decide(database, decider, { moveId, decision: 'approve' })
  moves += Number(done.ok)
}

type Row = Readonly<{ id: bigint; parent: bigint | null; side: number | null; kind: string; status: string }>

/** The tree as tables tell it, by the functions that answer single questions as of then. */
async function rowsAt(at: Date): Promise<readonly Row[]> {
  const known = await headSeq(database.db)
  await sql`UPDATE genealogy.link SET known_seq = coalesce(known_seq, 0),
    ended_known_seq = CASE WHEN valid_until IS NOT NULL THEN coalesce(ended_known_seq, 0) END`.execute(
    database.owner,
  )
  await sql`UPDATE field.person_standing SET known_seq = coalesce(known_seq, 0)`.execute(database.owner)
  const { rows } = await sql<Row>`
    SELECT p.id, l.parent_id AS parent, l.side, coalesce(s.kind, 'retail') AS kind, coalesce(s.status, 'inactive') AS status
    FROM field.person p CROSS JOIN LATERAL genealogy.place_as_of(${LEGS}, p.id, ${at}, ${known}) l
    LEFT JOIN LATERAL field.standing_as_of(p.id, ${at}, ${known}) s ON true`.execute(database.owner)
  return rows
}

const isSeller = ({ kind }: Row): boolean => kind === 'distributor' || kind === 'company'

function below(rows: readonly Row[], top: bigint): Row[] {
  const under = rows.filter(({ parent }) => parent === top)
  return [...under, ...under.flatMap(({ id }) => below(rows, id))]
}

type Ask = (question: object) => Promise<unknown>

/** Every branch that a window shows or folds is as plain recursion over the rows finds it. */
async function expectWindows(ask: Ask, rows: readonly Row[]): Promise<number> {
  let seen = 0
  for (const { id: viewer } of rows.filter(isSeller)) {
    const question = {
      ask: 'window',
      viewer: Number(viewer),
      sees: 'everything',
      open: [],
      nodes: 40,
      columns: 3,
    }
    const window = teamAnswers.window.parse(await ask(question))
    const shown = new Set(window?.nodes.map(({ id }) => BigInt(id)))
    expect(window).toBeDefined()
    for (const node of window?.nodes ?? []) {
      const top = rows.find(({ id }) => id === BigInt(node.id))
      const sellers = below(rows, BigInt(node.id)).filter(isSeller)
      const sold = (some: readonly Row[]) => some.reduce((sum, { id }) => sum + (sales.get(id) ?? 0), 0)
      const active = (some: readonly Row[]) => some.filter(({ status }) => status === 'active').length
      const rest = sellers.filter(({ id }) => {
        let above = rows.find((row) => row.id === id)?.parent ?? null
        while (above !== null && !shown.has(above))
          above = rows.find((row) => row.id === above)?.parent ?? null
        return above === BigInt(node.id) && !shown.has(id)
      })
      expect(node).toMatchObject({
        side: top?.side ?? null,
        people: sellers.length,
        active: active(sellers),
        below: sold(sellers),
      })
      expect(node.rest?.people ?? 0).toBe(rest.length)
      expect(node.rest?.active ?? 0).toBe(active(rest))
      expect(node.rest?.sold ?? 0).toBe(sold(rest))
      seen += 1
    }
  }
  return seen
}

test('a placement tree in memory tells what the tables hold, after joins, places, changes and moves', async () => {
  const shelf = figuresShelf()
  const tree = treeNow(LEGS)
  const image = await openImage(deps, { url: database.url, tree, parts: [teamPart(shelf, tree)] })
  const expectTold = async (): Promise<number> => {
    handOn(shelf)
    const since = await settledSeq()
    const ask: Ask = async (question) => (await image.ask(TEAM, question, since)).value
    return expectWindows(ask, await rowsAt(new Date()))
  }
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 8, maxLength: 24 }), async (steps) => {
      for (const one of steps) await take(one)
      await expectTold()
    }),
    { numRuns: LONG ? 60 : 10, endOnFailure: true },
  )
  // Where nobody who was drawn could be moved, the first who can is.
  for (const person of people)
    for (const parent of people) for (const side of [0, 1]) if (moves === 0) await move(person, parent, side)
  // Windows over nobody would say nothing.
  expect(await expectTold()).toBeGreaterThan(people.length / 2)
  await image.stop()
  expect(moves).toBeGreaterThan(0)
  expect(errors).toEqual([])
}, 120_000)

test('a tree as of any day is as the tables tell of that day, until something comes to be known of the time before', async () => {
  const readAt = async (atMs: number) => {
    const shelf = figuresShelf()
    handOn(shelf)
    const tree = treeThen(LEGS, atMs)
    return readImage(
      { ...deps, db: database.db },
      { url: database.url, tree, parts: [teamPart(shelf, tree)] },
    )
  }
  let seen = 0
  for (const on of LONG ? Array.from({ length: 60 }, (_, n) => n * 5) : [20, 90, 150, 330]) {
    const atMs = EPOCH + on * DAY
    const image = await readAt(atMs)
    await settledSeq()
    expect(await image.isStale()).toBe(false)
    seen += await expectWindows(
      async (question) => image.answer(TEAM, question),
      await rowsAt(new Date(atMs)),
    )
  }
  expect(seen).toBeGreaterThan(30)
  const atMs = EPOCH + 250 * DAY
  const image = await readAt(atMs)
  const about = { sponsorId: house.personId, marketId: house.marketId, name: 'Later' }
  await join(database, { ...about, joinedAt: new Date(atMs + DAY) })
  await settledSeq()
  expect(await image.isStale()).toBe(false)
  await join(database, { ...about, joinedAt: new Date(atMs - DAY) })
  await settledSeq()
  expect(await image.isStale()).toBe(true)
}, 120_000)
