import { expect, test } from 'vitest'
import type { FiguresHeld, FiguresPiece } from '#modules/genealogy/api.ts'
import { handFiguresToTeam } from './hand-figures-to-team.ts'

const pieceOf = (generation: number, isEverybody: boolean): FiguresPiece => ({
  maker: 'month',
  generation,
  isEverybody,
  seq: BigInt(generation),
  period: '2026-10',
  before: null,
  ladder: [],
  state: 'open',
  numbers: new Int32Array(0),
  ids: new Float64Array(0),
  rank: new Uint8Array(0),
  own: new Float64Array(0),
  branch: new Float64Array(0),
  activity: new Uint8Array(0),
})

test('each piece is asked for by what is held, and whoever lost what it held begins with everybody', async () => {
  let held: FiguresHeld
  let generation = 0
  const asked: FiguresHeld[] = []
  const taken: boolean[] = []
  const enough = Promise.withResolvers<void>()
  const stop = handFiguresToTeam({
    onError: enough.reject,
    periodNow: async () => '2026-10',
    payFigures: {
      changes: async ({ held: has }) => {
        asked.push(has)
        generation += 1
        return pieceOf(generation, has === undefined)
      },
    },
    teamImage: {
      takeFigures: async (piece) => {
        if (!piece) return held
        taken.push(piece.isEverybody)
        // The thread is lost with what it held after the second piece.
        held = taken.length === 2 ? undefined : { maker: piece.maker, generation: piece.generation }
        if (taken.length === 4) enough.resolve()
        return held
      },
    },
  })
  await enough.promise
  stop()
  expect(taken).toEqual([true, false, true, false])
  expect(asked.slice(0, 4)).toEqual([
    undefined,
    { maker: 'month', generation: 1 },
    undefined,
    { maker: 'month', generation: 3 },
  ])
  const askedThen = asked.length
  await new Promise((resolve) => setImmediate(resolve))
  expect(asked.length).toBeLessThanOrEqual(askedThen + 1)
})
