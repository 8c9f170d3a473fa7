import { array, assert, asyncProperty, boolean, constantFrom, nat, record, tuple } from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { changeSetting } from '#modules/company/api.ts'
import { addPosition, positionsMost } from '#modules/field/api.ts'
import { fieldModule } from '#modules/field/module.ts'
import { createDemonstrationAccount } from '#modules/identity/api.ts'
import { companyNow, moveClock } from '#platform/clock/clock.ts'
import { beginInstallation } from '#platform/clock/installation.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { read, systemActor, transact, type About, type Actor } from '#platform/postgres/transact.ts'
import { freshDatabase, type TestDatabase } from '#test/support/database.ts'
import { beginField, join, joinDeps, withDeps, type TestPerson } from '#test/support/field.ts'
import { handedOn, holderAt, type Holders } from '#test/support/holder-oracle.ts'
import { testApp, type TestApp } from '#test/support/http.ts'
import { knowField } from '#test/support/known-field.ts'
import { merge } from '#test/support/merge.ts'
import { askForMove, decide } from '#test/support/move.ts'
import { answerThen, leaves, standsThen } from '#test/support/team-then.ts'
import { mergedInto, moved, parentAt, rolledUp, teamIn, type Places } from '#test/support/tree-oracle.ts'
import { decideTransfer } from './use-cases/decide-transfer.ts'
import { requestTransfer } from './use-cases/request-transfer.ts'

const DAY = 86_400_000
const EPOCH = Date.parse('2026-01-01T00:00:00Z')
/** People join in the first month; changes are of any day of the two months after it, or of today. */
const FIRST_CHANGE = 31
const TODAY = 92
const long = process.env['OPENFIELD_TEST_LONG'] === '1'
const call = { actor: systemActor('req-test'), useCase: 'test.arrange' }
/** Refusals for reasons that the oracles know nothing of: whose positions they are, and how far back a change may go. */
const RULES = [
  'genealogy.move.too_early',
  'genealogy.move.merged',
  'genealogy.merge.owners',
  'genealogy.merge.main',
  'genealogy.merge.sellers',
]

let database: TestDatabase
let server: TestApp
let house: TestPerson & { marketId: bigint }
let root: TestPerson
let staff: readonly [Actor, Actor]
let known: Awaited<ReturnType<typeof knowField>>

beforeAll(async () => {
  database = await freshDatabase()
  await write((tx) => beginInstallation(tx, { demonstration: true, seed: Buffer.alloc(32, 7) }))
  await write((tx) => moveClock(tx, EPOCH))
  house = await beginField(database)
  root = await under(house, 'Root', day(0))
  await write((tx) => moveClock(tx, day(TODAY).getTime()))
  server = await testApp(database, [withDeps(fieldModule, joinDeps)])
  known = await knowField(database, server)
  staff = [await staffOf('asks@test.test'), await staffOf('decides@test.test')]
  await write((tx) => changeSetting(tx, positionsMost, { marketId: null, validFrom: '2026-01-01', value: 9 }))
})
afterAll(async () => {
  await known.stop()
  await server.close()
  await database.close()
})

const write = <T>(work: (tx: Tx, about: About) => Promise<T>) => transact(database, call, work)
const day = (number: number): Date => new Date(EPOCH + number * DAY)
const under = (sponsor: TestPerson, name: string, joinedAt: Date) =>
  join(database, { sponsorId: sponsor.personId, marketId: house.marketId, name, joinedAt })
const staffOf = async (login: string): Promise<Actor> => ({
  realm: 'staff',
  accountId: await write((tx) =>
    createDemonstrationAccount(tx, { realm: 'staff', login, name: login, personId: null, passwordHash: '' }),
  ),
  personId: null,
  requestId: login,
})

async function move(person: TestPerson, parent: TestPerson, fromMs: number, alone: boolean): Promise<string> {
  try {
    const of = { person, parent, from: new Date(fromMs).toISOString(), withTeam: !alone }
    const moveId = await askForMove(database, staff[0], of)
    const done = await decide(database, staff[1], { moveId, decision: 'approve' })
    return done.ok ? 'done' : done.refusal.code
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

async function transfer(person: TestPerson, to: TestPerson, fromMs: number, dies: boolean): Promise<string> {
  const asked = await transact(database, { actor: staff[0], useCase: 'test.ask' }, (tx, about) =>
    requestTransfer(tx, about, staff[0], {
      positionId: person.personId,
      to: to.code,
      kind: dies ? 'inheritance' : 'sale',
      papers: 'File 12',
      fromMs,
      reason: 'as the test says',
    }),
  )
  if (!asked.ok) return asked.refusal.code
  const decision = { transferId: asked.value, decision: 'approve', note: '' } as const
  const done = await transact(database, { actor: staff[1], useCase: 'test.decide' }, (tx, about) =>
    decideTransfer(tx, about, staff[1], decision),
  )
  return done.ok ? 'done' : done.refusal.code
}

type Step = Readonly<{ what: string; who: number; to: number; day: number; flag: boolean }>
/** All that is known of a field at one point of knowing. */
type Known = Readonly<{ places: Places; holders: Holders; left: ReadonlyMap<bigint, number> }>

/** A field under one top, changed step by step beside what the oracles say of it. */
async function begin(name: string) {
  const top = await under(root, name, day(0))
  const people = [top]
  const ended = new Map<bigint, bigint>()
  const unlike: string[] = []
  const done: string[] = []
  let at: Known = {
    places: new Map([
      [root.personId, [{ fromMs: EPOCH, parent: house.personId }]],
      [top.personId, [{ fromMs: EPOCH, parent: root.personId }]],
    ]),
    holders: new Map([[top.personId, [{ fromMs: 0, name }]]]),
    left: new Map(),
  }
  const compare = (what: string, outcome: string, expected: boolean): boolean => {
    if (!RULES.includes(outcome) && (outcome === 'done') !== expected) unlike.push(`${what}: ${outcome}`)
    if (outcome === 'done') done.push(what)
    return outcome === 'done'
  }
  const come = (person: TestPerson, parent: TestPerson, fromMs: number, holder: string): void => {
    people.push(person)
    at = {
      ...at,
      places: new Map([...at.places, [person.personId, [{ fromMs, parent: parent.personId }]]]),
      holders: new Map([...at.holders, [person.personId, [{ fromMs: 0, name: holder }]]]),
    }
    done.push('join')
  }
  const along = ({ personId }: TestPerson) =>
    [...ended].flatMap(([one, into]) => (into === personId ? [one] : []))
  const hand = (positions: readonly bigint[], to: string, fromMs: number): void => {
    at = { ...at, holders: handedOn(at.holders, { positions, name: to, fromMs }) }
  }
  const newcomer = async (sponsor: TestPerson, step: Step): Promise<void> => {
    const joined = Math.max(
      at.places.get(sponsor.personId)?.[0]?.fromMs ?? EPOCH,
      day(step.day % FIRST_CHANGE).getTime(),
    )
    const called = `${name}.${people.length}`
    come(await under(sponsor, called, new Date(joined)), sponsor, joined, called)
  }
  const furtherOf = async (owner: TestPerson, sponsor: TestPerson, nowMs: number): Promise<void> => {
    const made = await write((tx, about) =>
      addPosition(joinDeps, tx, about, { personId: owner.personId, sponsor: sponsor.code }),
    )
    if (!made.ok) return
    const { rows } = await read(database, call.actor, (tx) =>
      sql<{ at: Date }>`SELECT joined_at AS at FROM field.person WHERE id = ${made.value.personId}`.execute(
        tx,
      ),
    )
    const joined = rows[0]?.at.getTime() ?? nowMs
    come(made.value, sponsor, joined, holderAt(at.holders, owner.personId, nowMs) ?? '')
  }
  const take = async (step: Step): Promise<void> => {
    const here = people.filter(({ personId }) => !ended.has(personId))
    const living = here.filter(({ personId }) => !at.left.has(personId))
    const [person, other] = [here[step.who % here.length], here[step.to % here.length]]
    const sponsor = living[step.to % living.length] ?? root
    if (!person || !other) throw new Error('nobody is there')
    const nowMs = Math.floor(await write(companyNow))
    const fromMs = step.day > 58 ? nowMs : day(FIRST_CHANGE + step.day).getTime()
    const change = { person: person.personId, fromMs }
    if (step.what === 'join' || here.length < 4) return newcomer(sponsor, step)
    if (step.what === 'further') return furtherOf(person, sponsor, nowMs)
    if (step.what === 'leave') {
      if (at.left.has(person.personId)) return
      const leftMs = await leaves(database, person, step.flag ? 'roll_up' : 'stay')
      const places = step.flag ? rolledUp(at.places, { ...change, fromMs: leftMs }) : at.places
      at = { ...at, places, left: new Map([...at.left, [person.personId, leftMs]]) }
      done.push(step.flag ? 'roll up' : 'stay')
    } else if (step.what === 'move') {
      const next = moved(at.places, { ...change, parent: other.personId, alone: step.flag })
      const outcome = await move(person, other, fromMs, step.flag)
      if (compare('move', outcome, next !== undefined)) at = { ...at, places: next ?? at.places }
    } else if (step.what === 'merge') {
      const next = mergedInto(at.places, { ...change, into: other.personId })
      const to = holderAt(at.holders, other.personId, nowMs) ?? ''
      const isHers = holderAt(at.holders, person.personId, nowMs) === to
      if (
        !compare('merge', await merge(database, staff, { person, into: other, fromMs }), next !== undefined)
      )
        return
      at = { ...at, places: next ?? at.places, left: new Map([...at.left, [person.personId, nowMs]]) }
      const twins = [person.personId, ...along(person)]
      if (!isHers) hand(twins, to, fromMs)
      for (const one of twins) ended.set(one, other.personId)
    } else {
      const to = holderAt(at.holders, other.personId, nowMs) ?? ''
      if ((await transfer(person, other, fromMs, step.flag)) !== 'done') return
      done.push(step.flag ? 'inherit' : 'transfer')
      hand([person.personId, ...along(person)], to, fromMs)
    }
  }
  return { top, people, unlike, done, take, known: () => at }
}

/** A moment before and after everything that changed. */
function momentsOf({ places, holders }: Known): readonly number[] {
  const changes = [...places.values(), ...holders.values()].flat().map(({ fromMs }) => fromMs)
  return [...new Set(changes)].flatMap((atMs) => (atMs === 0 ? [] : [atMs - 1_000, atMs + 1_000]))
}

const joining = { what: 'join', who: 0, to: 0, day: 0, flag: false } as const
/** One of each, so that all are done whatever is drawn. */
const EACH: Step[] = [
  joining,
  joining,
  { ...joining, to: 1 },
  { ...joining, to: 2 },
  { what: 'further', who: 3, to: 4, day: 0, flag: false },
  { what: 'merge', who: 1, to: 2, day: 20, flag: false },
  { what: 'move', who: 1, to: 2, day: 30, flag: true },
  { what: 'transfer', who: 4, to: 0, day: 60, flag: false },
  { what: 'transfer', who: 3, to: 1, day: 50, flag: true },
  { what: 'leave', who: 1, to: 0, day: 0, flag: true },
  { what: 'leave', who: 2, to: 0, day: 0, flag: false },
]

test('whoever joins, moves, leaves, is merged or hands a position on: answers as of then, as known then, stay as they were given', async () => {
  const any = nat({ max: 60 })
  const what = constantFrom('join', 'join', 'further', 'move', 'move', 'merge', 'merge', 'transfer', 'leave')
  const step = record({ what, who: any, to: any, day: nat({ max: 64 }), flag: boolean() })
  let drawn = 0
  const done = new Set<string>()
  await assert(
    asyncProperty(
      array(step, { minLength: 11, maxLength: long ? 26 : 13 }),
      tuple(any, any, any, nat({ max: 96 })),
      async (steps, asks) => {
        drawn += 1
        const field = await begin(`Top ${drawn}`)
        const given: { seq: bigint; was: Known }[] = []
        for (const one of steps) {
          await field.take(one)
          given.push({ seq: await known.sequenced(), was: field.known() })
        }
        await known.settled()
        expect(field.unlike).toEqual([])
        for (const one of field.done) done.add(one)
        const moments = momentsOf(field.known())
        for (const { seq, was } of given) {
          const people = field.people.filter(({ personId }) => was.places.has(personId))
          const told = await standsThen(database, { people, moments, knownSeq: seq })
          expect(told).toHaveLength(people.length * moments.length)
          for (const { person, atMs, parent, holder } of told) {
            const stood = parentAt(was.places, person, atMs)
            expect(parent ?? undefined).toBe(stood)
            // Before a position was there it was nobody's.
            expect(stood && holder).toBe(stood && holderAt(was.holders, person, atMs))
          }
        }
        for (const { seq, was } of given)
          for (const ask of asks) {
            const person = field.people[ask % field.people.length] ?? field.top
            const atMs = day(ask % 97).getTime() + 1_000
            const told = await answerThen(database, person, atMs, seq)
            const expected = teamIn(was.places, person.personId, atMs, house.personId)
            expect(told.path).toEqual(expected.path)
            expect(told.below).toEqual(expected.below)
            const left = expected.below.filter(([id]) => (was.left.get(id) ?? Infinity) <= atMs)
            expect(told.left).toEqual(left.map(([id]) => id))
          }
      },
    ),
    { numRuns: long ? 60 : 3, endOnFailure: true, examples: [[EACH, [1, 2, 3, 40]]] },
  )
  expect([...done].toSorted()).toEqual(['inherit', 'join', 'merge', 'move', 'roll up', 'stay', 'transfer'])
}, 600_000)
