import { expect, test } from 'vitest'
import { latenessOf, sayLateness } from './live-lateness.ts'

const turn = (seq: bigint, fromMs: number, untilMs: number) => ({
  what: 'turn',
  fromMs,
  untilMs,
  seq: String(seq),
})

test('what an order waited for adds up to its time, and the longest wait names what was done meanwhile', () => {
  const diaries = new Map([
    [
      '2026-11',
      [
        turn(11n, 1_010, 1_020),
        { what: 'held up', fromMs: 1_090, untilMs: 1_390 },
        { what: 'memory', fromMs: 900, untilMs: 1_110 },
        turn(13n, 1_400, 1_450),
      ],
    ],
    ['main', [{ what: 'held up', fromMs: 2_000, untilMs: 2_500 }]],
  ])
  const seen = [
    // Its turn had ended when it was asked for.
    { seq: 11n, atMs: 1_000, sentMs: 1_050, cameMs: 1_060 },
    // It was asked for before its turn.
    { seq: 12n, atMs: 1_100, sentMs: 1_300, cameMs: 1_480 },
  ]
  const told = latenessOf(seen, diaries)
  expect(told).toEqual({
    all: { orders: 2, unread: 155, turn: 30, unasked: 15, answer: 20 },
    slowest: { orders: 1, unread: 300, turn: 50, unasked: 0, answer: 30 },
    longest: { ms: 300, did: ['2026-11 held up 290 ms', '2026-11 memory 10 ms'] },
  })
  expect(told && sayLateness(told).at(-1)).toBe(
    'the longest time without following was 300 ms; meanwhile 2026-11 held up 290 ms; 2026-11 memory 10 ms',
  )
})

test('where nothing followed there is nothing to tell', () => {
  expect(latenessOf([{ seq: 11n, atMs: 1, sentMs: 2, cameMs: 3 }], new Map())).toBeUndefined()
})
