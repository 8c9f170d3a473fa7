import { partsOfBonus } from '../../language/plan-reads.ts'
import type { AmountBonus } from '../../language/plan.ts'
import { amountFor } from '../../pay/bonuses/amount.ts'
import type { Collector } from '../../pay/bonuses/collect.ts'
import type { Compiler } from '../compiler.ts'
import { settleExact } from '../exact-settle.ts'
import type { Marks } from '../marks.ts'
import type { BonusSettling } from '../settle.ts'
import { askedCollector, gathering } from './found-by-walking.ts'
import { gatherEverybody, keepAsked, refuseUnkept } from './keep-asked.ts'
import { markRows } from './mark-rows.ts'
import { waysOfBonus } from './ways.ts'

/** An amount that people are asked one by one: one for each of something of theirs, or a number that no column holds. */
export function settleAskedAmount(compiler: Compiler, bonus: AmountBonus): BonusSettling {
  const parts = [...partsOfBonus(bonus)]
  gatherEverybody(compiler, parts)
  refuseUnkept(compiler, parts)
  const found = gathering(compiler, bonus)
  const asked = (take: (collector: Collector) => void): ((person: number) => void) => {
    const collector = askedCollector(compiler, bonus)
    const payOne = amountFor(collector, bonus)
    return (person) => {
      payOne(person)
      take(collector)
    }
  }
  const askAll = (take: (collector: Collector) => void): void => {
    const ask = asked(take)
    for (let person = 0; person < compiler.field.there(); person++) ask(person)
  }
  const rows = markRows()
  askAll((collector) => {
    found.take(collector)
    rows.take(collector.marks)
  })
  keepAsked(compiler, waysOfBonus(compiler.plan, bonus), (people) => {
    const ask = asked((collector) => {
      found.take(collector)
      collector.marks.length = 0
    })
    for (const person of people) {
      found.forget(person)
      ask(person)
    }
  })
  const marksNow = (): readonly Marks[] => {
    const now = markRows()
    askAll(({ parts: paid, skips, marks }) => {
      now.take(marks)
      paid.length = 0
      skips.length = 0
    })
    return now.all()
  }
  return { ...settleExact(compiler, bonus, found), marks: compiler.renewal ? marksNow : rows.all }
}
