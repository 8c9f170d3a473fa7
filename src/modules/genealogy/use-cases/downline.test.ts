import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { TEAM_SIGHTS } from '../domain/team.ts'
import {
  asked,
  figures,
  history,
  lapsingSlowly,
  levelBelow,
  listSlowly,
  lived,
  loaded,
  NOW,
  pathUp,
  piece,
  relationSlowly,
  soldSlowly,
} from '#test/support/generated/downlines.ts'
import { figuresShelf } from './figures-shelf.ts'
import { teamAnswers, type ListQuestion } from './team-questions.ts'

const LONG = process.env['OPENFIELD_TEST_LONG'] === '1'
const DAY = 86_400_000

test('every list, sorted and narrowed in any way, is what plain recursion over the links finds, after joins, changes and moves', async () => {
  await fc.assert(
    fc.asyncProperty(history, async (one) => {
      const { people, image } = await lived(one)
      for (const each of one.questions) {
        const about = asked(people, each)
        const told = teamAnswers.list.parse(image.ask(about))
        const slowly = listSlowly(people, about)
        expect(told?.total).toBe(slowly?.total)
        expect(
          told?.rows.map(({ id, level, own, volume, isLapsing }) => ({ id, level, own, volume, isLapsing })),
        ).toEqual(slowly?.rows)
      }
    }),
    { numRuns: LONG ? 3_000 : 60 },
  )
})

test('counts, ways between two people and who meets where are what plain recursion finds', async () => {
  await fc.assert(
    fc.asyncProperty(history, fc.nat(), fc.nat(), async (one, pickOne, pickOther) => {
      const { people, image } = await lived(one)
      const [first, second] = [people[pickOne % people.length], people[pickOther % people.length]]
      if (!first || !second) return
      for (const sees of TEAM_SIGHTS) {
        const about = { viewer: first.id, sees, newSince: NOW - 30 * DAY }
        const list = (filter: ListQuestion['filter']): number | undefined =>
          listSlowly(people, {
            ...about,
            ask: 'list',
            people: 'sellers',
            sort: 'level',
            limit: 1,
            offset: 0,
            filter,
          })?.total
        expect(teamAnswers.counts.parse(image.ask({ ask: 'counts', ...about }))).toMatchObject({
          people: list('all'),
          newcomers: list('new'),
          active: list('active'),
          lapsing: list('lapsing'),
        })
      }
      const relation = teamAnswers.relation.parse(
        image.ask({ ask: 'relation', one: first.id, other: second.id }),
      )
      expect(relation).toEqual(relationSlowly(people, first, second))
      const up = pathUp(people, first)
      const within = { ask: 'relation', one: first.id, other: second.id, within: second.id } as const
      expect(image.ask(within) === undefined).toBe(first !== second && !up.includes(second))
    }),
    { numRuns: LONG ? 2_000 : 30 },
  )
})

test('who is about to lapse in folded branches, and what was sold in them, is counted as plain recursion finds it, after joins, changes and moves', async () => {
  const whom = fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.nat())
  const wish = fc.record({ viewer: whom, root: whom, open: fc.array(whom, { maxLength: 2 }) })
  let [lapsing, volumes] = [0, 0]
  await fc.assert(
    fc.asyncProperty(history, fc.array(wish, { minLength: 2, maxLength: 4 }), async (one, wishes) => {
      const { people, image } = await lived(one)
      const pick = (at: number, of = people) => of[at % of.length]?.id ?? 1
      for (const { viewer: at, root, open } of wishes)
        for (const sees of TEAM_SIGHTS) {
          const viewer = people.find(({ id }) => id === pick(at))
          if (!viewer) return
          const inside = people.filter((other) => other === viewer || pathUp(people, other).includes(viewer))
          const question = { viewer: viewer.id, sees, root: pick(root, inside), nodes: 12, columns: 3 }
          const folds = open.map((of) => ({ person: pick(of), count: 0 }))
          const window = teamAnswers.window.parse(image.ask({ ask: 'window', ...question, open: folds }))
          const shown = new Set(window?.nodes.map(({ id }) => id))
          for (const { id, rest, below } of window?.nodes ?? []) {
            const top = people.find((other) => other.id === id)
            const isSeen = sees === 'everything' || top === viewer
            if (!top) continue
            const sold = soldSlowly(people, new Set([id]), top)
            expect(below).toBe(isSeen || levelBelow(people, top, viewer) === 1 ? sold : null)
            if (!rest) continue
            expect(rest.sold).toBe(isSeen ? soldSlowly(people, shown, top) : null)
            volumes += rest.sold ?? 0
            expect(rest.lapsing).toBe(isSeen ? lapsingSlowly(people, shown, { viewer, top, sees }) : null)
            lapsing += rest.lapsing ?? 0
          }
        }
    }),
    { numRuns: LONG ? 2_000 : 40 },
  )
  expect(lapsing).toBeGreaterThan(40)
  expect(volumes).toBeGreaterThan(40_000_000)
})

test('what a distributor may not see of deeper levels changes no list and no count', async () => {
  await fc.assert(
    fc.asyncProperty(history, fc.array(figures, { minLength: 1, maxLength: 60 }), async (one, others) => {
      const { people, image } = await lived(one)
      const [viewer] = people
      if (!viewer) return
      // Everybody deeper than the first level has other volumes and another activity; ranks may be seen.
      const shelf = figuresShelf()
      const hidden = people.map((person, index) => {
        const other = others[index % others.length]
        if (levelBelow(people, person, viewer) < 2 || !person.figures || !other) return person
        return { ...person, figures: { ...other, rank: person.figures.rank } }
      })
      shelf.take(piece(hidden, 2, true))
      const elsewhere = await loaded(hidden, shelf)
      for (const each of one.questions) {
        const about = { ...asked(people, each), viewer: viewer.id, sees: 'first_level' as const }
        expect(teamAnswers.list.parse(elsewhere.ask(about))).toEqual(teamAnswers.list.parse(image.ask(about)))
      }
      const count = { ask: 'counts', viewer: viewer.id, sees: 'first_level', newSince: 0 } as const
      expect(elsewhere.ask(count)).toEqual(image.ask(count))
    }),
    { numRuns: LONG ? 1_000 : 30 },
  )
})
