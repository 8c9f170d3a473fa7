import { add, negate, sign, subtract, ZERO, type Exact } from '#shared/exact.ts'
import { partsOfBonus } from '../../language/plan-reads.ts'
import type { Bonus } from '../../language/plan.ts'
import { positive } from '../../pay/caps.ts'
import { nothingOfOthers } from '../../pay/bonuses/collect.ts'
import { runBonus } from '../../pay/bonuses/run-bonus.ts'
import { numberRule } from '../../pay/evaluate.ts'
import { coinsIn } from '../../pay/convert.ts'
import { legOf } from '../../pay/kept.ts'
import { payable, payDigits } from '../../pay/settle.ts'
import { atPayee, type World } from '../../pay/world.ts'
import { isTeamBonus } from '../climbs/goes-by-climbs.ts'
import type { Compiler } from '../compiler.ts'
import { settleExact } from '../exact-settle.ts'
import type { BonusSettling } from '../settle.ts'
import { askedCollector, gathering, type Gathering } from './found-by-walking.ts'
import { gatherEverybody, refuseUnkept } from './keep-asked.ts'
import { keptBySource } from './kept-by-source.ts'
import { markRows } from './mark-rows.ts'

/** So many people are walked from before what was found is added up. */
const SOURCES = 1_000
/** No person's number: nobody is the only one who is computed, and what everybody gets is kept. */
const NOBODY = -1

/** A bonus that no pass says: the walking engine goes up from every source, and what it finds is added up by person. */
export function settleWalked(compiler: Compiler, bonus: Bonus): BonusSettling {
  const parts = [...partsOfBonus(bonus)]
  gatherEverybody(compiler, parts)
  refuseUnkept(compiler, parts)
  const kept = keptBySource(compiler, bonus)
  const collector = askedCollector(compiler, bonus)
  const legs = bonus.legCap && 'tree' in bonus ? sumsOfLegs(collector.world, bonus) : undefined
  const found = gathering(
    compiler,
    bonus,
    (part, amount) => {
      legs?.add(part, amount)
      kept?.add(part, amount)
    },
    (skip) => kept?.add(skip, skip.amount, true),
  )
  const rows = markRows()
  const run = (sources: readonly number[] | undefined): void => {
    runBonus({ ...collector, focus: sources && focusOn(sources) }, bonus)
    found.take(collector)
    rows.take(collector.marks)
  }
  if (isTeamBonus(bonus))
    for (const sources of inStretches(Array.from({ length: compiler.field.people }, (_, at) => at)))
      run(sources)
  else run(undefined)
  kept?.keep(found, (sources, note) => {
    const again = askedCollector(compiler, bonus)
    for (const some of inStretches(sources)) {
      runBonus({ ...again, focus: focusOn(some) }, bonus)
      note(again)
      found.take(again)
    }
  })
  const paid = { bonus, digits: payDigits(compiler.plan, bonus.currency) }
  for (const part of compiler.takenBack)
    legs?.add(part, bonus.roundedPer === 'line' ? payable(paid, part.amount) : part.amount)
  const cappedLegs = legs?.cap(found)
  return { ...settleExact(compiler, bonus, { ...found, cappedLegs }), marks: rows.all }
}

function focusOn(sources: readonly number[]) {
  return { payee: NOBODY, sources, keepsOthers: true, everybody: nothingOfOthers }
}

function* inStretches(sources: readonly number[]): Generator<readonly number[]> {
  for (let from = 0; from < sources.length; from += SOURCES) yield sources.slice(from, from + SOURCES)
}

/** What comes to people from each of their legs, where the bonus caps it. */
function sumsOfLegs(world: World, bonus: Bonus) {
  const sums = new Map<number, Map<number, Exact>>()
  return {
    add(part: Parameters<typeof legOf>[2], amount: Exact): void {
      const leg = legOf(world, bonus, part)
      if (leg < 0) return
      const own = sums.get(part.payee) ?? new Map<number, Exact>()
      sums.set(part.payee, own.set(leg, add(own.get(leg) ?? ZERO, amount)))
    },
    /** Takes what is over the cap of a leg; gives how much that is. */
    cap({ amounts, converted }: Gathering): Exact {
      const coinOf = converted && coinsIn(world, bonus)
      const most = bonus.legCap && numberRule(world, bonus.legCap, 'person')
      let capped: Exact = ZERO
      for (const [payee, own] of sums)
        for (const sum of own.values()) {
          const over = subtract(sum, most ? positive(most(atPayee(bonus, payee))) : sum)
          if (sign(over) <= 0) continue
          amounts.set(payee, subtract(amounts.get(payee), over))
          capped = add(capped, over)
          const coin = coinOf?.(payee)
          if (converted && coin) converted.set(payee, add(converted.get(payee), coin.ofLine(negate(over))))
        }
      return capped
    },
  }
}
