import type { Exact } from '#shared/exact.ts'
import type { Expression, Rule } from '../../language/expression.ts'
import type { Bonus } from '../../language/plan.ts'
import { partsOfBonus } from '../../language/plan-reads.ts'
import { everyPart } from '../../language/reads.ts'
import { numberRule } from '../../pay/evaluate.ts'
import { atCompany, atPerson } from '../../pay/world.ts'
import { barsOf } from '../bonuses/found.ts'
import { NotCompiled } from '../code.ts'
import type { Compiler } from '../compiler.ts'
import { exactColumn } from '../exact-column.ts'
import { exactCompanyRule, exactRule } from './exact-rule.ts'
import { askedCollector } from './found-by-walking.ts'
import { gatherEverybody, keepAsked, refuseUnkept } from './keep-asked.ts'
import { waysOf, waysOfBonus, type Way } from './ways.ts'
import { worldSoFar } from './world-so-far.ts'

/** Everybody's value of a number rule: by a pass where one says it, else everybody is asked. */
export function exactValues(compiler: Compiler, rule: Rule, tree: string): (person: number) => Exact {
  return orAsked(
    () => exactRule(compiler, rule, { person: 'p', tree }),
    () => {
      const column = exactColumn(compiler.room)
      const ways = waysOf(compiler.plan, [rule.expression])
      asked(compiler, { ways, parts: [...everyPart(rule.expression)] }, () => {
        const value = numberRule(worldSoFar(compiler), rule, 'person')
        return (person) => column.set(person, value({ ...atPerson(person), tree }))
      })
      return column.get
    },
  )
}

/** Why each person may not be paid, as `barsOf` gives it. */
export function barsExactly(compiler: Compiler, bonus: Bonus): Uint8Array {
  return orAsked(
    () => barsOf(compiler, bonus),
    () => {
      const bars = compiler.room.bytes()
      const ways = waysOfBonus(compiler.plan, bonus)
      asked(compiler, { ways, parts: [...partsOfBonus(bonus)] }, () => {
        const { bar } = askedCollector(compiler, bonus)
        return (person) => {
          const why = bar(person)
          bars[person] = why === undefined ? 0 : why === 'not_paid' ? 1 : 2
        }
      })
      return bars
    },
  )
}

/** The one value of a rule about the company, as often as it is asked for. */
export function exactOfCompany(compiler: Compiler, rule: Rule): () => Exact {
  return orAsked(
    () => exactCompanyRule(compiler, rule),
    () => {
      const parts = [...everyPart(rule.expression)]
      gatherEverybody(compiler, parts)
      refuseUnkept(compiler, parts)
      return () => numberRule(worldSoFar(compiler), rule, 'company')(atCompany)
    },
  )
}

function orAsked<T>(byPass: () => T, byAsking: () => T): T {
  try {
    return byPass()
  } catch (error) {
    if (error instanceof NotCompiled) return byAsking()
    throw error
  }
}

/** Asks everybody, and again whoever is computed again. */
function asked(
  compiler: Compiler,
  { ways, parts }: Readonly<{ ways: readonly Way[]; parts: readonly Expression[] }>,
  begin: () => (person: number) => void,
): void {
  gatherEverybody(compiler, parts)
  refuseUnkept(compiler, parts)
  compiler.hand.finish()
  const ask = begin()
  for (let person = 0; person < compiler.field.there(); person++) ask(person)
  keepAsked(compiler, ways, (people) => {
    const askNow = begin()
    for (const person of people) askNow(person)
  })
}
