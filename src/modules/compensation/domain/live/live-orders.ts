import type { Plan } from '../language/plan.ts'
import { exactly } from '../passes/arithmetic.ts'
import { NotCompiled } from '../passes/code.ts'
import type { OrderSums } from '../passes/order-sums.ts'

/** The orders that make up a volume of an open period, to which new ones come. */
export type LiveOrders = Readonly<{
  sums: () => OrderSums
  /** Whether anything reads them: else nothing of new orders is kept. */
  isRead: () => boolean
  /** Adds to a new order of a person, or to the last one that was added to; false where sums have to be made finer first. */
  add: (person: number, micro: number, isSame: boolean) => boolean
  /** All orders of a person are others now. */
  replace: (person: number, micros: readonly number[]) => boolean
}>

const NONE = -1

/**
 * New orders lie behind those that were known, in a chain for each person. They are kept from when sums are first asked for, which
 * no plan does but one that pays order by order.
 */
export function liveOrders(
  { negativeVolume }: Plan,
  known: () => OrderSums,
  { people, decimals }: Readonly<{ people: number; decimals: number }>,
): LiveOrders {
  let base: OrderSums | undefined
  let [finest, isLate] = [decimals, false]
  const later = chains(people)
  // Whose orders are all in the chain.
  const isReplaced = new Set<number>()
  const isFine = (micro: number): boolean => {
    if (micro % 10 ** (6 - finest) === 0) return true
    finest = 6
    return false
  }
  return {
    sums() {
      if (isLate) throw new NotCompiled('orders that came before they were asked for')
      if (!base) {
        base = known()
        finest = Math.max(finest, base.decimals)
      }
      const before = base
      const [scale, step] = [10 ** (finest - before.decimals), 10 ** (6 - finest)]
      return {
        decimals: finest,
        read(person, into) {
          const length = isReplaced.has(person) ? 0 : before.read(person, into)
          if (scale !== 1) for (let at = 0; at < length; at++) into[at] = exactly((into[at] ?? 0) * scale)
          return later.read(person, into, { length, step })
        },
      }
    },
    isRead: () => base !== undefined,
    add(person, micro, isSame) {
      isLate ||= base === undefined
      // Where volume below zero uses up older orders, an order changes what the others are.
      if (isLate || negativeVolume !== 'kept') return true
      later.add(person, micro, isSame)
      return isFine(micro)
    },
    replace(person, micros) {
      isReplaced.add(person)
      later.drop(person)
      for (const micro of micros) later.add(person, micro, false)
      return micros.map(isFine).every(Boolean)
    },
  }
}

/** Numbers in chains, one for each person. */
function chains(people: number) {
  let last = new Int32Array(0)
  let [next, micros] = [new Int32Array(0), new Float64Array(0)]
  let [count, free, newest] = [0, NONE, NONE]
  const place = (): number => {
    if (free !== NONE) {
      const row = free
      free = next[row] ?? NONE
      return row
    }
    if (last.length === 0) last = new Int32Array(people).fill(NONE)
    if (count === next.length) {
      const length = Math.max(1_024, count * 2)
      const [longer, more] = [new Int32Array(length), new Float64Array(length)]
      longer.set(next)
      more.set(micros)
      ;[next, micros] = [longer, more]
    }
    count += 1
    return count - 1
  }
  return {
    add(person: number, micro: number, isSame: boolean): void {
      if (isSame) {
        micros[newest] = exactly((micros[newest] ?? 0) + micro)
        return
      }
      newest = place()
      micros[newest] = micro
      next[newest] = last[person] ?? NONE
      last[person] = newest
    },
    drop(person: number): void {
      let row = last[person] ?? NONE
      while (row !== NONE) {
        const after = next[row] ?? NONE
        next[row] = free
        free = row
        row = after
      }
      if (last.length > 0) last[person] = NONE
    },
    read(
      person: number,
      into: number[],
      { length, step }: Readonly<{ length: number; step: number }>,
    ): number {
      let to = length
      for (let row = last[person] ?? NONE; row !== NONE; row = next[row] ?? NONE)
        into[to++] = (micros[row] ?? 0) / step
      return to
    },
  }
}
