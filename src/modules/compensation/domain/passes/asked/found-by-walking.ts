import { add, negate, sign, ZERO, type Exact } from '#shared/exact.ts'
import type { Bonus } from '../../language/plan.ts'
import { collectorFor, type Collector, type Part, type Skip } from '../../pay/bonuses/collect.ts'
import { coinsIn } from '../../pay/convert.ts'
import { payable, payDigits } from '../../pay/settle.ts'
import type { Compiler } from '../compiler.ts'
import { withCourses } from '../courses/courses.ts'
import { exactColumn, type ExactColumn } from '../exact-column.ts'
import { worldSoFar } from './world-so-far.ts'

/** Where parts are added up by whom they come to, so that none of them is kept. */
export type Gathering = Readonly<Record<'amounts' | 'unrounded' | 'lost', ExactColumn>> &
  Readonly<{
    /** Where lines are converted one by one. */
    converted: ExactColumn | undefined
    isFound: (person: number) => boolean
    /** Adds what was collected, and empties the collector. */
    take: (collector: Collector) => void
    /** Nothing was found for somebody yet. */
    forget: (person: number) => void
    /** Takes a part back that was added. */
    takeBack: (found: FoundPart) => void
  }>

/** What came to somebody from a source, or was lost. */
export type FoundPart = Readonly<{ payee: number; amount: Exact; unrounded: Exact; isLost: boolean }>

/** Collects what the walking engine finds over the columns of a run, as they stand now; it need not say what somebody lacks. */
export function askedCollector(compiler: Compiler, bonus: Bonus): Collector {
  compiler.hand.finish()
  return { ...collectorFor(withCourses(compiler, worldSoFar(compiler)), bonus), missing: () => '' }
}

/** Whether people may be paid in another currency, into which every line of theirs is converted by itself. */
export function isConvertedByLine({ paysIn, convertedPer }: Bonus): boolean {
  return paysIn !== undefined && convertedPer === 'line'
}

/** `onPart` sees every part as it is rounded, `onLost` what is lost. */
export function gathering(
  { room, plan, field }: Compiler,
  bonus: Bonus,
  onPart: (part: Part, amount: Exact) => void = () => undefined,
  onLost: (skip: Skip) => void = () => undefined,
): Gathering {
  const isByLine = bonus.roundedPer === 'line'
  const paid = { bonus, digits: payDigits(plan, bonus.currency) }
  const [amounts, lost] = [exactColumn(room), exactColumn(room)]
  const isApart = isByLine || bonus.legCap !== undefined
  const unrounded = isApart ? exactColumn(room) : amounts
  // Of an earlier period it is asked what was paid in the currency of the bonus; its rates need not be known any more.
  const isConverted = isConvertedByLine(bonus) && field.returns?.isEarlier !== true
  const converted = isConverted ? exactColumn(room) : undefined
  const some = bonus.paysIn ? room.bytes() : undefined
  const addTo = (column: ExactColumn, person: number, value: Exact): void =>
    column.set(person, add(column.get(person), value))
  return {
    amounts,
    lost,
    unrounded,
    converted,
    isFound: (person) => some?.[person] === 1,
    take({ world, parts, skips }) {
      const coinOf = converted && coinsIn(world, bonus)
      for (const part of parts) {
        const { payee } = part
        if (isApart) addTo(unrounded, payee, part.amount)
        const amount = isByLine ? payable(paid, part.amount) : part.amount
        addTo(amounts, payee, amount)
        if (some && sign(amount) !== 0) some[payee] = 1
        const coin = sign(amount) === 0 ? undefined : coinOf?.(payee)
        if (converted && coin) addTo(converted, payee, coin.ofLine(amount))
        onPart(part, amount)
      }
      for (const skip of skips) {
        if (!skip.lost) continue
        addTo(lost, skip.payee, skip.amount)
        onLost(skip)
      }
      parts.length = 0
      skips.length = 0
    },
    forget(person) {
      for (const column of [amounts, lost, unrounded, converted]) column?.set(person, ZERO)
      if (some) some[person] = 0
    },
    takeBack({ payee, amount, unrounded: whole, isLost }) {
      if (isLost) return addTo(lost, payee, negate(amount))
      addTo(amounts, payee, negate(amount))
      if (isApart) addTo(unrounded, payee, negate(whole))
    },
  }
}
