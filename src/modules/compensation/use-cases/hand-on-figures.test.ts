import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { bought, headOf, payInput, periodNamed, person, planOf } from '#test/support/pay-field.ts'
import { ACTIVE_BEFORE, type FiguresHeld, type FiguresPiece } from '#modules/genealogy/api.ts'
import { figuresOf } from '../domain/figures/figures.ts'
import { liveColumns } from '../domain/figures/live-columns.ts'
import { standingColumns } from '../domain/figures/standing-columns.ts'
import { columnsOf } from '../domain/frozen/frozen.ts'
import type { LineInput, PersonInput } from '../domain/pay/pay-input.ts'
import { figuresHandOn } from './hand-on-figures.ts'
import type { HeldLive } from './load-figures.ts'

const october = periodNamed('2026-10')
const plan =
  planOf(`${headOf('  group PV: {group_of: PV, tree: sponsor, own: included}\nreturns: {mode: net}')}
active: PV >= 20
ranks:
  - { rank: Bronze, needs: [active, group PV >= 50] }
  - { rank: Silver, needs: [active, group PV >= 120] }
bonuses:
  retail: {kind: amount, base: PV, rate: 10 %, qualified: true, rounding: down, rounded_per: person}
`)

const CODES = Array.from({ length: 40 }, (_, at) => `p${String(at).padStart(2, '0')}`)
const START_SEQ = 10n
/** Who was active in the month before: every third. */
const activeBefore = Float64Array.from(
  CODES.keys().filter((at) => at % 3 === 0),
  (at) => at + 1,
)

const inField = (above: readonly number[]): readonly PersonInput[] =>
  CODES.map((code, at) => person(code, at === 0 ? undefined : CODES[(above[at] ?? 0) % at]))

/** An open month of forty people, and what tells it of the next order. */
function opened(people: readonly PersonInput[], orders: readonly LineInput[]) {
  const input = payInput({ people: [...people] })
  const personIds = CODES.map((_, at) => BigInt(at + 1))
  const start = columnsOf({ period: '2026-10', cutSeq: START_SEQ, planHash: '', personIds, input })
  const live = liveColumns(plan, start, october)
  if (!live) throw new Error('this plan is computed by columns')
  let told = 0
  const one: HeldLive = { live, plan, period: october, before: { period: '2026-09', active: activeBefore } }
  return {
    one,
    tellNext: () => {
      const line = orders[told]
      if (!line) return
      told += 1
      live.apply({ seq: START_SEQ + BigInt(told), people: [], lines: [line] })
    },
  }
}

/** What somebody has who takes one piece after the other. */
function taker() {
  const rows = new Map<number, readonly number[]>()
  let held: FiguresHeld
  return {
    held: () => held,
    rows,
    take: (piece: FiguresPiece): void => {
      const { maker, generation, numbers, ids, rank, own, branch, activity } = piece
      held = { maker, generation }
      numbers.forEach((number, row) => {
        rows.set(
          number,
          [ids, rank, own, branch, activity].map((column) => column[row] ?? Number.NaN),
        )
      })
    },
  }
}

/** How everybody stands by all orders up to a position, computed at once. */
function standAt(people: readonly PersonInput[], lines: readonly LineInput[], seq: bigint) {
  const known = lines.slice(0, Number(seq - START_SEQ))
  const figures = figuresOf(plan, payInput({ people: [...people], lines: [...known] }), october)
  const personIds = CODES.map((_, at) => BigInt(at + 1))
  const { ids, rank, own, branch, active } = standingColumns({ figures, personIds, seq, generation: 0 })
  return Array.from(ids, (id, at) => {
    const earlier = activeBefore.includes(id) ? ACTIVE_BEFORE : 0
    return [id, rank[at], own[at], branch[at], (active[at] ?? 0) | earlier]
  })
}

const ordersOf = (drawn: readonly (readonly [number, number])[]): readonly LineInput[] =>
  drawn.map(([who, pv], at) => bought(`o${at}`, CODES[who % CODES.length] ?? '', '2026-10-07', pv))

test('whoever takes the pieces knows how everybody stands as of one position, whatever comes while they are made', async () => {
  let [between, small] = [0, 0]
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.nat(60), { minLength: CODES.length, maxLength: CODES.length }),
      fc.array(fc.tuple(fc.nat(39), fc.integer({ min: 1, max: 40 })), { minLength: 5, maxLength: 40 }),
      fc.integer({ min: 1, max: 50 }),
      fc.infiniteStream(fc.nat(3)),
      async (above, drawn, slice, pauses) => {
        const people = inField(above)
        const orders = ordersOf(drawn)
        const { one, tellNext } = opened(people, orders)
        // In some of the pauses between two slices an order comes.
        const letOthers = async (): Promise<void> => {
          if (pauses.next().value !== 0) return
          between += 1
          tellNext()
        }
        const handOn = figuresHandOn({ clock: () => 0, letOthers, slice })
        const { held, take, rows } = taker()
        for (let pieces = 0; pieces < 6; pieces++) {
          // oxlint-disable-next-line no-await-in-loop -- one piece after the other
          const piece = await handOn.piece(one, held())
          expect(piece.isEverybody).toBe(pieces === 0)
          small += piece.numbers.length < CODES.length ? 1 : 0
          take(piece)
          expect(CODES.map((_, at) => rows.get(at))).toEqual(standAt(people, orders, piece.seq))
          expect(handOn.isNew(one, held())).toBe(one.live.seq() > piece.seq)
          tellNext()
        }
      },
    ),
    { numRuns: 60 },
  )
  expect(between).toBeGreaterThan(100)
  expect(small).toBeGreaterThan(100)
})

test('what was not looked at because a reading failed is told with the next piece', async () => {
  const people = inField([])
  const orders = ordersOf([
    [1, 30],
    [2, 60],
  ])
  const { one, tellNext } = opened(people, orders)
  const handOn = figuresHandOn({ clock: () => 0, letOthers: async () => {}, slice: 100 })
  const { held, take, rows } = taker()
  take(await handOn.piece(one, undefined))
  tellNext()
  const failing = {
    ...one,
    live: {
      ...one.live,
      current: () => {
        throw new Error('no figures at the moment')
      },
    },
  }
  await expect(handOn.piece(failing, held())).rejects.toThrow('no figures at the moment')
  tellNext()
  take(await handOn.piece(one, held()))
  expect(CODES.map((_, at) => rows.get(at))).toEqual(standAt(people, orders, 12n))
})
