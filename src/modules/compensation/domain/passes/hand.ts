import { program, type Bound } from './code.ts'
import type { ColumnRoom } from './room.ts'

/**
 * Who runs programs over columns. Programs of the same hand run one after the other, in the order in which they were given; what
 * they write is there when the hand has finished.
 */
export type Hand = Readonly<{
  run: (bound: Bound, body: string) => void
  /** Waits for everything that was given; throws what a program threw. */
  finish: () => void
}>

/** Another thread that takes a part of a run, with the columns that its programs write. */
export type SecondHand = Hand &
  Readonly<{
    room: ColumnRoom
    /** Waits for everything that was given, whatever became of it. */
    clear: () => void
  }>

/** This thread, at once. */
export const ownHand: Hand = {
  run: (bound, body) => void program(bound, '', body)(),
  finish: () => undefined,
}

/**
 * Gives each hand an equal part of the people and waits for all. The first hand is this thread, whose part is run while the
 * others are at theirs.
 */
export function inParts(
  hands: readonly [Hand, ...Hand[]],
  people: number,
  programOf: (part: Readonly<{ from: number; until: number }>) => Readonly<{ bound: Bound; body: string }>,
): void {
  const cut = (part: number): number => Math.floor((people * part) / hands.length)
  for (const [part, hand] of [...hands.entries()].toReversed()) {
    const { bound, body } = programOf({ from: cut(part), until: cut(part + 1) })
    hand.run(bound, body)
  }
  for (const hand of hands) hand.finish()
}
