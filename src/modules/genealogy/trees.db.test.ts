import { array, assert, asyncProperty, boolean, constantFrom, integer, nat, record, tuple } from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Tx } from '#platform/postgres/database.ts'
import { read, sqlState, systemActor, transact } from '#platform/postgres/transact.ts'
import { freshDatabase, type TestDatabase } from '#test/support/database.ts'
import { beginField, join, type TestPerson } from '#test/support/field.ts'
import { firstFree, freePlace, type OraclePlaces } from '#test/support/place-oracle.ts'
import { BINARY_WAYS, type PlacementWay } from './domain/tree.ts'
import { beginToWait, placesOfWays, type TreeShape, type Wanted } from './store/trees.ts'
import { fillTree, makeTree } from './use-cases/make-tree.ts'
import { placeOverdue } from './use-cases/place-overdue.ts'
import { place } from './use-cases/place.ts'

let database: TestDatabase
let house: TestPerson & { marketId: bigint }
/** The clock of a company that nobody moved is the real one. */
const now = (): Date => new Date()
const call = { actor: systemActor('req-test'), useCase: 'test.arrange' }
const write = <T>(work: (tx: Tx) => Promise<T>) => transact(database, call, work)
const long = process.env['OPENFIELD_TEST_LONG'] === '1'

beforeAll(async () => {
  database = await freshDatabase()
  house = await beginField(database)
})
afterAll(() => database.close())

const under = (parent: TestPerson, name: string) =>
  join(database, { sponsorId: parent.personId, marketId: house.marketId, name })

async function newTree(tree: Partial<TreeShape> & Pick<TreeShape, 'code'>): Promise<string> {
  const shape = { kind: 'binary', width: 2, depth: null, way: 'balanced', holdingHours: 0, ...tree } as const
  const made = await transact(database, call, (tx, about) => makeTree(tx, about, shape))
  if (!made.ok) throw new Error(made.refusal.code)
  await fillTree({ db: database.db }, tree.code)
  return tree.code
}

async function linksOf(tree: string) {
  const { rows } = await sql<{ person: bigint; parent: bigint | null; side: number | null }>`
    SELECT person_id AS person, parent_id AS parent, side FROM genealogy.link
    WHERE tree = ${tree} AND valid_until IS NULL`.execute(database.owner)
  return rows
}

const waitIn = (tree: string, person: TestPerson, sponsor: TestPerson) =>
  write((tx) => beginToWait(tx, { personId: person.personId, sponsorId: sponsor.personId, at: now() }, tree))
const placeBy = (tree: string, person: TestPerson, way: PlacementWay) =>
  write((tx) => place(tx, { tree, personId: person.personId, at: now(), wanted: { by: 'way', way } }))

test('many who join under one person at the same moment each get a place of their own', async () => {
  const tree = await newTree({ code: 'rush', way: 'weaker_leg' })
  const sponsor = await under(house, 'Sponsor')
  const count = long ? 1000 : 120
  // As many at once as there are connections; who would wait longer for one than the program does is turned away before.
  const names = Array.from({ length: count }, (_, at) => `Newcomer ${at}`).values()
  const joining = async (): Promise<void> => {
    for (const name of names) await under(sponsor, name)
  }
  await Promise.all(Array.from({ length: 10 }, joining))
  const links = await linksOf(tree)
  const places = new Set(links.map(({ parent, side }) => `${parent} ${side}`))
  expect(links.length).toBe(count + 2)
  expect(places.size).toBe(links.length)
  const legs = await sql<{ leg: number; people: number }>`
    SELECT leg, count(*)::int AS people FROM genealogy.placement
    WHERE tree = ${tree} AND sponsor_id = ${sponsor.personId} GROUP BY leg ORDER BY leg`.execute(
    database.owner,
  )
  expect(legs.rows).toEqual([
    { leg: 0, people: count / 2 },
    { leg: 1, people: count / 2 },
  ])
}, 300_000)

const WALKERS = 110
/** People for trees of which only the shape matters. */
const walkers: TestPerson[] = []

/** A place directly under one of those who were placed, the next but so many that are free. */
function openPlace(
  taken: ReadonlyMap<string, bigint>,
  of: Readonly<{ all: readonly bigint[]; width: number; pass: number }>,
): Readonly<{ parentId: bigint; side: number }> | undefined {
  const sides = Array.from({ length: of.width }, (_, side) => side)
  return of.all
    .flatMap((parentId) => sides.map((side) => ({ parentId, side })))
    .filter(({ parentId, side }) => !taken.has(`${parentId} ${side}`))[of.pass]
}

/** Where the next newcomer of somebody would come to stand, for who only looks. */
async function seen(tree: string, sponsor: TestPerson) {
  const ways = ['spill_over'] as const
  const [found] = await read({ db: database.db }, call.actor, (tx) =>
    placesOfWays(tx, { tree, sponsorId: sponsor.personId, ways }),
  )
  return found?.place
}

test('who is placed level by level comes to the first free place, also where others filled many of them by choice meanwhile', async () => {
  for (let at = 0; at < WALKERS; at++) walkers.push(await under(house, `Walker ${at}`))
  let drawn = 0
  // How many are placed by choice, and which places they pass over; then some level by level.
  const stretch = record({
    chosen: nat({ max: 45 }),
    passed: array(nat({ max: 4 }), { maxLength: 8 }),
    after: nat({ max: 20 }),
  })
  const shape = record({
    width: integer({ min: 2, max: 3 }),
    depth: constantFrom(null, 2, 3, 4),
    isLooked: boolean(),
  })
  await assert(
    asyncProperty(
      shape,
      array(stretch, { minLength: 1, maxLength: 3 }),
      async ({ width, depth, isLooked }, stretches) => {
        const tree = `levels_${(drawn += 1)}_${width}`
        await write((tx) =>
          sql`INSERT INTO genealogy.tree (code, kind, width, depth, way)
          VALUES (${tree}, 'matrix', ${width}, ${depth}, 'spill_over')`.execute(tx),
        )
        const next = walkers.values()
        const top = next.next().value
        if (!top) throw new Error('nobody is there')
        await waitIn(tree, top, house)
        await placeBy(tree, top, 'spill_over')
        const taken = new Map<string, bigint>()
        const all = [top.personId]
        const free = () => firstFree(taken, { top: top.personId, width, depth })
        const stands = async (person: TestPerson, wanted: Wanted): Promise<void> => {
          const answer = await write((tx) =>
            place(tx, { tree, personId: person.personId, at: now(), wanted }),
          )
          const expected = wanted.by === 'choice' ? wanted : free()
          const isFull = { refusal: { code: 'genealogy.tree_full' } }
          const stood = { value: { parentId: expected?.parentId, side: expected?.side } }
          expect(answer).toMatchObject(expected ? stood : isFull)
          if (!expected) return
          taken.set(`${expected.parentId} ${expected.side}`, person.personId)
          all.push(person.personId)
        }
        for (const { chosen, passed, after } of stretches) {
          for (let at = 0; at < chosen + after; at++) {
            const person = next.next().value
            if (!person) return
            await waitIn(tree, person, top)
            const open =
              at < chosen
                ? openPlace(taken, { all, width, pass: passed[at % Math.max(1, passed.length)] ?? 0 })
                : undefined
            await stands(person, open ? { by: 'choice', ...open } : { by: 'way', way: 'spill_over' })
            const looked = isLooked && at % 10 === 0 ? await seen(tree, top) : (free() ?? null)
            expect(looked).toEqual(free() ?? null)
          }
        }
      },
    ),
    { numRuns: long ? 60 : 8 },
  )
}, 300_000)

test('every way leads where walking the whole tree finds the place', async () => {
  const people = walkers
  let drawn = 0
  const step = tuple(nat({ max: 39 }), constantFrom(...BINARY_WAYS))
  await assert(
    asyncProperty(array(step, { minLength: 20, maxLength: 39 }), async (steps) => {
      const code = `walk_${(drawn += 1)}`
      await write((tx) =>
        sql`INSERT INTO genealogy.tree (code, kind, width, way) VALUES (${code}, 'binary', 2, 'balanced')`.execute(
          tx,
        ),
      )
      const known: OraclePlaces = new Map()
      const lastLeg = new Map<bigint, number>()
      const placed: TestPerson[] = []
      for (const [at, [sponsorAt, way]] of steps.entries()) {
        const [person, sponsor] = [people[at], placed[sponsorAt % Math.max(1, placed.length)]]
        if (!person) throw new Error('too many steps')
        await waitIn(code, person, sponsor ?? house)
        const answer = await placeBy(code, person, way)
        if (!answer.ok) throw new Error(answer.refusal.code)
        const { parentId, side } = answer.value
        const expected = sponsor ? freePlace(known, sponsor.personId, way, lastLeg) : undefined
        expect([parentId, side]).toEqual(expected ? [expected.parent, expected.side] : [null, null])
        if (expected && sponsor) {
          known.set(person.personId, { parent: expected.parent, side: expected.side })
          lastLeg.set(sponsor.personId, expected.leg)
        } else known.set(person.personId, undefined)
        placed.push(person)
      }
    }),
    { numRuns: long ? 40 : 4 },
  )
}, 300_000)

test('a matrix spills over level by level, and whoever finds it full waits', async () => {
  const top = await under(house, 'Matrix')
  const tree = 'matrix'
  await write((tx) =>
    sql`INSERT INTO genealogy.tree (code, kind, width, depth, way)
      VALUES (${tree}, 'matrix', 2, 2, 'spill_over')`.execute(tx),
  )
  // Whoever comes first into an empty tree is its top.
  await waitIn(tree, top, house)
  await placeBy(tree, top, 'spill_over')
  const below: TestPerson[] = []
  for (let at = 0; at < 7; at++) below.push(await under(top, `Spilled ${at}`))
  const parents = new Map((await linksOf(tree)).map((link) => [link.person, `${link.parent} ${link.side}`]))
  const at = (person: TestPerson | undefined, side: number) => `${person?.personId} ${side}`
  expect(below.map(({ personId }) => parents.get(personId))).toEqual([
    at(top, 0),
    at(top, 1),
    at(below[0], 0),
    at(below[0], 1),
    at(below[1], 0),
    at(below[1], 1),
    undefined,
  ])
  const last = below[6]
  if (!last) throw new Error('nobody is left')
  const full = await write((tx) =>
    place(tx, { tree, personId: last.personId, at: now(), wanted: { by: 'rule' } }),
  )
  expect(full).toMatchObject({ ok: false, refusal: { code: 'genealogy.tree_full' } })
})

test('who waits is placed by choice within the own team only, and by the rule when the time is over', async () => {
  const tree = await newTree({ code: 'tank', way: 'outer_left', holdingHours: 48 })
  const [sponsor, stranger] = [await under(house, 'Chooser'), await under(house, 'Stranger')]
  // Those two wait themselves; staff gives them places side by side.
  await placeBy(tree, sponsor, 'outer_right')
  await placeBy(tree, stranger, 'outer_left')
  const [first, second, third] = [
    await under(sponsor, 'A'),
    await under(sponsor, 'B'),
    await under(sponsor, 'C'),
  ]
  const choose = (person: TestPerson, parent: TestPerson, side: number) =>
    write((tx) =>
      place(tx, {
        tree,
        personId: person.personId,
        at: now(),
        wanted: { by: 'choice', parentId: parent.personId, side, within: sponsor.personId },
      }),
    )
  expect(await choose(first, stranger, 0)).toMatchObject({ refusal: { code: 'genealogy.place.not_found' } })
  expect(await choose(first, sponsor, 1)).toMatchObject({ ok: true })
  expect(await choose(second, sponsor, 1)).toMatchObject({ refusal: { code: 'genealogy.place.conflict' } })
  expect(await choose(second, first, 0)).toMatchObject({ ok: true })
  expect(await choose(first, sponsor, 0)).toMatchObject({ refusal: { code: 'genealogy.placed_conflict' } })
  expect(await placeOverdue({ db: database.db })).toBe(0)
  await sql`UPDATE genealogy.placement SET waits_until = since WHERE tree = ${tree}`.execute(database.owner)
  await placeOverdue({ db: database.db })
  const links = new Map((await linksOf(tree)).map((link) => [link.person, link]))
  expect(links.get(third.personId)).toMatchObject({ parent: sponsor.personId, side: 0 })
})

test('the database itself refuses two at one place, a side that a tree lacks, and a tree that nobody made', async () => {
  const tree = await newTree({ code: 'strict' })
  const [one, two] = [await under(house, 'One'), await under(house, 'Two')]
  const links = new Map((await linksOf(tree)).map((link) => [link.person, link]))
  const taken = links.get(one.personId)
  const insert = (of: string, side: number | null) =>
    write((tx) =>
      sql`INSERT INTO genealogy.link (tree, person_id, parent_id, side, valid_from)
        VALUES (${of}, ${two.personId}, ${taken?.parent}, ${side}, now() + interval '1 day')`.execute(tx),
    )
  await write((tx) =>
    sql`UPDATE genealogy.link SET valid_until = now() + interval '1 hour' WHERE tree = ${tree} AND person_id = ${two.personId}`.execute(
      tx,
    ),
  )
  const refusedWith = (state: string) => (error: unknown) => sqlState(error) === state
  await expect(insert(tree, taken?.side ?? 0)).rejects.toSatisfy(refusedWith('23505'))
  await expect(insert(tree, 2)).rejects.toSatisfy(refusedWith('23514'))
  await expect(insert(tree, null)).rejects.toSatisfy(refusedWith('23514'))
  await expect(
    write((tx) =>
      sql`INSERT INTO genealogy.link (tree, person_id, valid_from) VALUES ('unknown', ${two.personId}, now())`.execute(
        tx,
      ),
    ),
  ).rejects.toSatisfy(refusedWith('23514'))
})
