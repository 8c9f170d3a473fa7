import { partsOfBonus } from '../../language/plan-reads.ts'
import type { AmountBonus } from '../../language/plan.ts'
import { amountFor } from '../../pay/bonuses/amount.ts'
import type { Mark } from '../../pay/bonuses/collect.ts'
import type { Compiler } from '../compiler.ts'
import { settleExact } from '../exact-settle.ts'
import type { BonusSettling } from '../settle.ts'
import { askedCollector, gathering } from './found-by-walking.ts'
import { gatherEverybody, keepAsked } from './keep-asked.ts'
import { markRows } from './mark-rows.ts'

/** An amount that people are asked one by one: one for each of something of theirs, or a number that no column holds. */
export function settleAskedAmount(compiler: Compiler, bonus: AmountBonus): BonusSettling {
  const parts = [...partsOfBonus(bonus)]
  gatherEverybody(compiler, parts)
  const found = gathering(compiler, bonus)
  const rows = markRows()
  const asked = (takeMarks: (marks: Mark[]) => void): ((person: number) => void) => {
    const collector = askedCollector(compiler, bonus)
    const payOne = amountFor(collector, bonus)
    return (person) => {
      payOne(person)
      found.take(collector)
      takeMarks(collector.marks)
    }
  }
  const ask = asked(rows.take)
  for (let person = 0; person < compiler.field.there(); person++) ask(person)
  keepAsked(compiler, parts, (_, people) => {
    // What a period leaves is asked for once, of a run that is taken as a whole.
    const askAgain = asked((marks) => void (marks.length = 0))
    for (const person of people) {
      found.forget(person)
      askAgain(person)
    }
  })
  return { ...settleExact(compiler, bonus, found), marks: rows.all }
}
