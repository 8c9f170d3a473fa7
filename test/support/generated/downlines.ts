import * as fc from 'fast-check'
import { buildForest } from '#platform/columns/forest.ts'
import { TEAM_FILTERS, TEAM_SIGHTS, TEAM_SORTS } from '#modules/genealogy/domain/team.ts'
import { ACTIVE_BEFORE, ACTIVE_NOW, type FiguresPiece } from '#modules/genealogy/use-cases/figures-piece.ts'
import { figuresShelf, type FiguresShelf } from '#modules/genealogy/use-cases/figures-shelf.ts'
import { KINDS, STATUSES } from '#modules/genealogy/use-cases/team-columns.ts'
import { treeNow } from '#modules/genealogy/use-cases/image-trees.ts'
import { teamPart } from '#modules/genealogy/use-cases/team-part.ts'
import {
  teamQuestion,
  type ListQuestion,
  type TeamQuestion,
} from '#modules/genealogy/use-cases/team-questions.ts'

const DAY = 86_400_000
export const NOW = Date.UTC(2026, 9, 20)

type Figures = { rank: number; own: number; branch: number; activity: number }
export type Person = {
  id: number
  parent: number | undefined
  code: number
  kind: number
  status: number
  market: number
  joined: number
  figures: Figures | undefined
}

export const figures = fc.record({
  rank: fc.nat(3),
  own: fc.constantFrom(Number.NaN, 0, 1_000_000, 2_500_000),
  branch: fc.constantFrom(Number.NaN, 0, 7_000_000, 90_000_000, -1_000_000),
  activity: fc.nat(ACTIVE_NOW | ACTIVE_BEFORE),
})
const newcomer = fc.record({
  pick: fc.nat(),
  kind: fc.constantFrom(0, 0, 0, 1, 2, 3),
  status: fc.constantFrom(0, 0, 0, 1, 2, 3),
  market: fc.constantFrom(1, 1, 2),
  daysAgo: fc.nat(60),
  figures: fc.option(figures, { nil: undefined }),
})
type Newcomer = typeof newcomer extends fc.Arbitrary<infer T> ? T : never

/** Codes are not in the order of the ids, so that ties are broken by codes and nothing else. */
const codeOf = (id: number): number => 10_000_000 + ((id * 7_919) % 999_983)

function joining(people: readonly Person[], one: Newcomer): Person {
  const id = people.length + 1
  return {
    id,
    parent: people.length === 0 ? undefined : (people[one.pick % people.length]?.id ?? 1),
    code: codeOf(id),
    kind: one.kind,
    status: one.status,
    market: one.market,
    joined: NOW - one.daysAgo * DAY,
    figures: one.figures,
  }
}

/** An image over people as its loader finds them. */
export async function loaded(people: readonly Person[], shelf: FiguresShelf) {
  const forest = buildForest(
    Float64Array.from(people, ({ id }) => id),
    Float64Array.from(people, ({ parent }) => parent ?? Number.NaN),
  )
  const tree = treeNow('sponsor')
  const part = teamPart(shelf, tree).open(forest)
  await part.load({
    numbers: async (query, onRow) => {
      if (query !== tree.people) return
      for (const { id, code, kind, status, market, joined } of people)
        onRow([id, code, kind, status, market, joined])
    },
  })
  const ask = (question: TeamQuestion): unknown => part.answer(teamQuestion.parse(question))
  const told = (topic: string, payload: unknown) =>
    part.apply({ id: 1n, seq: 1n, topic, version: 1, keyId: null, payload })
  return { forest, ask, told }
}
type Loaded = Awaited<ReturnType<typeof loaded>>

function join({ forest, told }: Loaded, one: Person): void {
  forest.append(one.id, one.parent)
  told('field.person_joined', {
    personId: String(one.id),
    sponsorId: one.parent === undefined ? null : String(one.parent),
    code: String(one.code),
    kind: KINDS[one.kind],
    status: STATUSES[one.status],
    marketId: String(one.market),
    joinedAtMs: one.joined,
  })
}

export function piece(of: readonly Person[], generation: number, isEverybody: boolean): FiguresPiece {
  const known = of.flatMap(({ id, figures: own }) => (own ? [{ id, ...own }] : []))
  return {
    maker: 'test',
    generation,
    isEverybody,
    seq: BigInt(generation),
    period: '2026-10',
    before: '2026-09',
    ladder: ['Bronze', 'Silver', 'Gold'],
    state: 'open',
    numbers: Int32Array.from(known, ({ id }) => id - 1),
    ids: Float64Array.from(known, ({ id }) => id),
    rank: Uint8Array.from(known, ({ rank }) => rank),
    own: Float64Array.from(known, ({ own }) => own),
    branch: Float64Array.from(known, ({ branch }) => branch),
    activity: Uint8Array.from(known, ({ activity }) => activity),
  }
}

// ---- The slow way: plain recursion over the links of the people.

const isSeller = ({ kind }: Person): boolean => KINDS[kind] === 'distributor' || KINDS[kind] === 'company'

export function pathUp(people: readonly Person[], one: Person): Person[] {
  const above = people.find(({ id }) => id === one.parent)
  return above ? [above, ...pathUp(people, above)] : []
}

export function levelBelow(people: readonly Person[], one: Person, top: Person): number {
  return pathUp(people, one).findIndex(({ id }) => id === top.id) + 1
}

/** How two people stand to each other, by their ways up. */
export function relationSlowly(people: readonly Person[], first: Person, second: Person) {
  const [up, upOther] = [pathUp(people, first), pathUp(people, second)]
  const ids = (some: readonly Person[]): number[] => some.map(({ id }) => id).toReversed()
  const [above, below] = [up.indexOf(second), upOther.indexOf(first)]
  const levels = Math.abs(up.length - upOther.length)
  if (first === second) return { relation: 'same', levels, line: [] }
  if (above >= 0) return { relation: 'below', levels, line: ids(up.slice(0, above)) }
  if (below >= 0) return { relation: 'above', levels, line: ids(upOther.slice(0, below)) }
  return { relation: 'beside', levels, line: [], meeting: up.find((one) => upOther.includes(one))?.id }
}

/** What sellers of a branch sold together who are none of those shown in it and stand nearest to its top of them. */
export function soldSlowly(people: readonly Person[], shown: ReadonlySet<number>, top: Person): number {
  return people
    .filter((one) => {
      const nearest = pathUp(people, one).find(({ id }) => shown.has(id))
      return nearest === top && !shown.has(one.id) && isSeller(one)
    })
    .reduce((sum, { figures: known }) => sum + (Number.isNaN(known?.own ?? 0) ? 0 : (known?.own ?? 0)), 0)
}

/**
 * How many of a branch are about to lapse and none of those shown in it, as far as the viewer sees them: sellers who were active in
 * the period before and are not in this one.
 */
export function lapsingSlowly(
  people: readonly Person[],
  shown: ReadonlySet<number>,
  of: Readonly<{ viewer: Person; top: Person; sees: (typeof TEAM_SIGHTS)[number] }>,
): number {
  return people.filter((one) => {
    const up = pathUp(people, one)
    const nearest = up.find(({ id }) => shown.has(id))
    const isSeen = of.sees === 'everything' || levelBelow(people, one, of.viewer) === 1
    const isLapsing = one.figures?.activity === ACTIVE_BEFORE && one.status === 0 && isSeller(one)
    return nearest === of.top && !shown.has(one.id) && isSeen && isLapsing
  }).length
}

type Shown = Readonly<{
  id: number
  level: number
  own: number | null
  volume: number | null
  isLapsing: boolean | null
}>

export function listSlowly(
  people: readonly Person[],
  question: ListQuestion,
): { rows: Shown[]; total: number } | undefined {
  const viewer = people.find(({ id }) => id === question.viewer)
  const top = people.find(({ id }) => id === (question.under ?? question.viewer))
  if (!viewer || !top || (top !== viewer && levelBelow(people, top, viewer) === 0)) return undefined
  const sellersBelow = (one: Person): number =>
    people.filter((other) => isSeller(other) && levelBelow(people, other, one) > 0).length
  const all = people.flatMap((one) => {
    if (levelBelow(people, one, top) === 0) return []
    const level = levelBelow(people, one, viewer)
    const isSeen = question.sees === 'everything' || level === 1
    const value = (of: number | undefined): number | null =>
      !isSeen || of === undefined || Number.isNaN(of) ? null : of
    const isLapsing = isSeen ? one.figures?.activity === ACTIVE_BEFORE && one.status === 0 : null
    return [{ one, level, own: value(one.figures?.own), volume: value(one.figures?.branch), isLapsing }]
  })
  const matching = all.filter(({ one, level, own, isLapsing }) => {
    if (question.people !== 'everybody' && isSeller(one) !== (question.people === 'sellers')) return false
    if (question.level !== undefined && level !== question.level) return false
    if (question.markets && !question.markets.includes(one.market)) return false
    if (question.rank !== undefined && (one.figures?.rank ?? 0) !== question.rank) return false
    if (question.ownFrom !== undefined && (own === null || own < question.ownFrom)) return false
    if (question.joinedFrom !== undefined && one.joined < question.joinedFrom) return false
    if (question.joinedUntil !== undefined && one.joined >= question.joinedUntil) return false
    const { search, filter } = question
    const isFound =
      search === undefined ||
      search.ids.includes(one.id) ||
      (search.codePrefix !== undefined && String(one.code).startsWith(search.codePrefix))
    const passes = {
      all: true,
      new: one.joined >= question.newSince,
      active: one.status === 0,
      inactive: one.status !== 0,
      lapsing: isLapsing === true,
    }
    return isFound && passes[filter]
  })
  const by = question.sort.replace('-', '')
  const isTurned = question.sort.startsWith('-')
  const valueOf = ({ one, level, own, volume }: (typeof all)[number]): number | null => {
    if (by === 'level') return -level
    if (by === 'code') return -one.code
    if (by === 'joined') return one.joined
    if (by === 'branch') return sellersBelow(one)
    if (by === 'rank') return one.figures?.rank ?? 0
    return by === 'own' ? own : volume
  }
  const sorted = matching.toSorted((a, b) => {
    const [first, second] = [valueOf(a), valueOf(b)]
    if (first !== second && first === null) return 1
    if (first !== second && second === null) return -1
    if (first !== null && second !== null && first !== second) return (second - first) * (isTurned ? -1 : 1)
    return a.one.code - b.one.code
  })
  const rows = sorted
    .slice(question.offset, question.offset + question.limit)
    .map(({ one, level, own, volume, isLapsing }) => ({ id: one.id, level, own, volume, isLapsing }))
  return { rows, total: sorted.length }
}

/** Something that narrows a list only now and then, so that most lists have several rows. */
const seldom = <T>(some: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.oneof({ weight: 6, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: some })

const question = fc.record({
  viewer: fc.oneof(fc.constant(0), fc.nat()),
  under: seldom(fc.nat()),
  sees: fc.constantFrom(...TEAM_SIGHTS),
  people: fc.constantFrom('sellers' as const, 'sellers' as const, 'customers' as const, 'everybody' as const),
  markets: seldom(fc.constantFrom<number[]>([1], [2], [1, 2])),
  level: seldom(fc.integer({ min: 1, max: 4 })),
  filter: fc.constantFrom('all' as const, ...TEAM_FILTERS),
  rank: seldom(fc.nat(3)),
  ownFrom: seldom(fc.constantFrom(0, 1_000_000)),
  joinedFrom: seldom(fc.constant(NOW - 40 * DAY)),
  joinedUntil: seldom(fc.constant(NOW - 5 * DAY)),
  search: seldom(
    fc.record(
      { codePrefix: fc.constantFrom('1', '100', '1031'), ids: fc.array(fc.nat(), { maxLength: 6 }) },
      { requiredKeys: ['ids'] },
    ),
  ),
  sort: fc.constantFrom(...TEAM_SORTS),
  limit: fc.integer({ min: 1, max: 30 }),
  offset: fc.oneof(fc.constant(0), fc.nat(20)),
})
type Question = typeof question extends fc.Arbitrary<infer T> ? T : never

export function asked(people: readonly Person[], one: Question): ListQuestion {
  const idOf = (pick: number): number => people[pick % people.length]?.id ?? 1
  const { under, search, ...rest } = one
  return {
    ask: 'list',
    ...rest,
    viewer: idOf(one.viewer),
    newSince: NOW - 30 * DAY,
    under: under === undefined ? undefined : idOf(under),
    search: search && { ...search, ids: search.ids.map(idOf) },
  }
}

export const history = fc.record({
  first: fc.array(newcomer, { minLength: 1, maxLength: 40, size: 'max' }),
  later: fc.array(newcomer, { maxLength: 15, size: 'max' }),
  changed: fc.array(fc.record({ pick: fc.nat(), figures }), { maxLength: 8 }),
  stood: fc.array(fc.record({ pick: fc.nat(), kind: fc.nat(3), status: fc.nat(3) }), { maxLength: 6 }),
  moved: seldom(fc.record({ pick: fc.nat(), to: fc.nat() })),
  /** Whether the figures know newcomers before the image does. */
  isAhead: fc.boolean(),
  /** Whether everybody is told anew in the end, as when another month begins. */
  isRenewed: fc.boolean(),
  questions: fc.array(question, { minLength: 5, maxLength: 12 }),
})
type History = typeof history extends fc.Arbitrary<infer T> ? T : never

/** Lets people join, change and move, as the image and the figures hear of it. */
export async function lived({ first, later, changed, stood, moved, isAhead, isRenewed }: History) {
  const people: Person[] = []
  for (const one of first) people.push(joining(people, one))
  const shelf = figuresShelf()
  let image = await loaded(people, shelf)
  shelf.take(piece(people, 1, true))
  image.ask({ ask: 'head' })
  const joinedLater: Person[] = []
  for (const one of later) {
    const person = joining(people, one)
    people.push(person)
    joinedLater.push(person)
  }
  if (!isAhead) for (const one of joinedLater) join(image, one)
  const touched = new Set(joinedLater)
  for (const { pick, figures: now } of changed) {
    const one = people[pick % people.length]
    if (!one) continue
    one.figures = now
    touched.add(one)
  }
  shelf.take(piece([...touched], 2, false))
  image.ask({ ask: 'head' })
  // A piece that does not follow is passed over.
  shelf.take({ ...piece(people, 9, false), rank: new Uint8Array(people.length).fill(3) })
  if (isAhead) for (const one of joinedLater) join(image, one)
  if (isRenewed) shelf.take({ ...piece(people, 2, true), maker: 'another' })
  for (const { pick, kind, status } of stood) {
    const one = people[pick % people.length]
    if (!one) continue
    Object.assign(one, { kind, status })
    const told = { kind: KINDS[kind], status: STATUSES[status], atMs: NOW }
    image.told('field.standing_changed', { personId: String(one.id), ...told })
  }
  const mover = moved && people[moved.pick % people.length]
  const target = moved && people[moved.to % people.length]
  if (
    mover &&
    target &&
    mover.parent !== undefined &&
    mover !== target &&
    !pathUp(people, target).includes(mover)
  ) {
    mover.parent = target.id
    image = await loaded(people, shelf)
  }
  return { people, image }
}
