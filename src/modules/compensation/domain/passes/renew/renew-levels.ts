import type { Lost } from '../bonuses/found.ts'
import type { LevelsGround } from '../bonuses/levels.ts'
import { levelsStep, rowOf } from '../bonuses/levels-program.ts'
import { boundValues } from '../code.ts'
import { keepAlong, type Along, type Renewal } from './renewal.ts'

/**
 * Keeps what everybody hands up, level by level, so that a person is paid again from those directly below. Also pays everybody
 * for the first time.
 */
export function keepLevels(
  renewal: Renewal,
  along: Along,
  ground: LevelsGround,
  found: Readonly<{ money: Float64Array; lost: Lost }>,
): void {
  const people = ground.tree.parent.length
  const row = rowOf(ground)
  // What arrives at the person who is looked at lies after what everybody hands up.
  const arriving = people * row
  const rows = new Float64Array(arriving + row)
  const pending = new Float64Array(ground.handsUp ? rows.length : 0)
  const step = levelsStep(ground, boundValues(), { ...found, rows, pending })
  const { first, next } = along.legs
  const { money } = found
  const lost = found.lost.of
  keepAlong(renewal, along, money, (count) => {
    for (let at = 0; at < count; at++) {
      const person = along.list[at] ?? 0
      const own = person * row
      for (let leg = first[person] ?? -1; leg >= 0; leg = next[leg] ?? -1) {
        addRow(rows, leg * row, arriving, row)
        if (ground.handsUp) addRow(pending, leg * row, arriving, row)
      }
      rows.fill(0, own, own + row)
      pending.fill(0, own, own + row)
      money[person] = 0
      if (lost) lost[person] = 0
      step(person, own, arriving)
    }
  })
}

function addRow(rows: Float64Array, from: number, to: number, row: number): void {
  for (let k = 0; k < row; k++) rows[to + k] = (rows[to + k] ?? 0) + (rows[from + k] ?? 0)
}
