import type { Plan } from '../language/plan.ts'
import { evaluationOrder } from '../language/dependencies.ts'
import { makeWorld, rankOf } from '../pay/make-world.ts'
import type { World } from '../pay/world.ts'
import { NotCompiled } from './code.ts'
import type { Column } from './compiler.ts'
import type { ClosedStanding } from './field-columns.ts'
import { exactColumn } from './number-column.ts'

const RANKS = ['rank', 'earned rank', 'career rank']

/** What a closed period tells of people: ranks, activity and measures, by the keys of their definitions. */
export function standingKeys(
  plan: Plan,
): Readonly<{ ranks: readonly string[]; truths: readonly string[]; numbers: readonly string[] }> {
  const measures = plan.measures.map(({ name, rule }) => ({ key: `measure:${name}`, type: rule.type }))
  return {
    ranks: RANKS,
    truths: ['active', ...measures.filter(({ type }) => type === 'condition').map(({ key }) => key)],
    numbers: measures.filter(({ type }) => type !== 'condition').map(({ key }) => key),
  }
}

/** How people stood in a closed period, of its world. */
export function closedColumns(closed: World): Pick<ClosedStanding, 'columns' | 'previousRank'> {
  const { people } = closed.population
  const columns = new Map<string, Column>()
  const { ranks, truths, numbers } = standingKeys(closed.plan)
  for (const key of ranks) columns.set(key, { is: 'rank', values: ranksIn(closed, key) })
  for (const key of truths) {
    const of = closed.column(key)
    const values = Uint8Array.from(people, (_, person) => (of(person) === true ? 1 : 0))
    columns.set(key, { is: 'truth', values })
  }
  for (const key of numbers) {
    const of = closed.column(key)
    const values = people.map((_, person) => {
      const value = of(person)
      if (typeof value === 'string' || typeof value === 'boolean') throw new NotCompiled(`${key} as a text`)
      return value
    })
    columns.set(key, { is: 'number', ...exactColumn(values, key) })
  }
  return { columns, previousRank: ranksIn(closed, 'previous rank') }
}

/** The world in which bonuses of a period of another calendar are asked that go by the standing of a closed one. */
export function worldStanding({ plan, input, period }: World, closed: World): World {
  return makeWorld(plan, input, period, evaluationOrder(plan), undefined, period, closed).world
}

function ranksIn(world: World, key: string): Uint8Array {
  return Uint8Array.from(world.population.people, (_, person) => rankOf(world, key, person))
}
