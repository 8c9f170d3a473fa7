import { add, sign } from '#shared/exact.ts'
import { exactToText } from '../state-text.ts'
import type { Collector, Part } from './collect.ts'

/** Gathers the parts of a walk, so that the lines of one order that bring somebody a part at the same rate are one part. */
export type PartsOfOrders = Readonly<{
  /** Adds a part; `lostBy` names who lost it where it is passed up. */
  add: (part: Part & Readonly<{ base: NonNullable<Part['base']> }>, lostBy: number) => void
  /** Hands everything over to the collector. */
  done: () => void
}>

export function partsOfOrders(collector: Collector): PartsOfOrders {
  const parts = new Map<string, Part & Readonly<{ base: NonNullable<Part['base']> }>>()
  return {
    add(part, lostBy) {
      const { payee, source, level, rate, order } = part
      const key = `${payee} ${source} ${level} ${lostBy} ${rate === undefined ? '' : exactToText(rate)} ${order}`
      const known = parts.get(key)
      parts.set(
        key,
        known ? { ...known, base: add(known.base, part.base), amount: add(known.amount, part.amount) } : part,
      )
    },
    done() {
      for (const part of parts.values()) if (sign(part.base) !== 0) collector.parts.push(part)
    },
  }
}
