import { add, ZERO, type Exact } from '#shared/exact.ts'
import type { Bonus } from '../../language/plan.ts'
import { collectorFor, type Collector, type Part } from '../../pay/bonuses/collect.ts'
import { payable, payDigits } from '../../pay/settle.ts'
import type { Compiler } from '../compiler.ts'
import { exactColumn, type ExactColumn } from '../exact-column.ts'
import { worldSoFar } from './world-so-far.ts'

/** Where parts are added up by whom they come to, so that none of them is kept. */
export type Gathering = Readonly<Record<'amounts' | 'unrounded' | 'lost', ExactColumn>> &
  Readonly<{
    /** Adds what was collected, and empties the collector. */
    take: (collector: Collector) => void
    /** Nothing was found for somebody yet. */
    forget: (person: number) => void
  }>

/** Collects what the walking engine finds over the columns of a run, as they stand now; it need not say what somebody lacks. */
export function askedCollector(compiler: Compiler, bonus: Bonus): Collector {
  compiler.hand.finish()
  return { ...collectorFor(worldSoFar(compiler), bonus), missing: () => '' }
}

/** `onPart` sees every part as it is rounded. */
export function gathering(
  { room, plan }: Compiler,
  bonus: Bonus,
  onPart: (part: Part, amount: Exact) => void = () => undefined,
): Gathering {
  const isByLine = bonus.roundedPer === 'line'
  const paid = { bonus, digits: payDigits(plan, bonus.currency) }
  const [amounts, lost] = [exactColumn(room), exactColumn(room)]
  const isApart = isByLine || bonus.legCap !== undefined
  const unrounded = isApart ? exactColumn(room) : amounts
  const addTo = (column: ExactColumn, person: number, value: Exact): void =>
    column.set(person, add(column.get(person), value))
  return {
    amounts,
    lost,
    unrounded,
    take({ parts, skips }) {
      for (const part of parts) {
        const { payee } = part
        if (isApart) addTo(unrounded, payee, part.amount)
        const amount = isByLine ? payable(paid, part.amount) : part.amount
        addTo(amounts, payee, amount)
        onPart(part, amount)
      }
      for (const skip of skips) if (skip.lost) addTo(lost, skip.payee, skip.amount)
      parts.length = 0
      skips.length = 0
    },
    forget(person) {
      for (const column of [amounts, lost, unrounded]) column.set(person, ZERO)
    },
  }
}
