import type { Bonus, Plan } from '../language/plan.ts'
import type { StateWords } from './column.ts'

/** What runs of these plans, the versions of one, remember: the names that state.csv may have. */
export function stateWords(plans: readonly Plan[]): StateWords {
  const names = new Set(['rank', 'career rank', 'earned rank', 'rank missed', 'active'])
  const starts = new Set<string>()
  const ranks = new Set(['rank', 'career rank', 'earned rank'])
  for (const { volumes, measures, bonuses } of plans) {
    for (const { name } of volumes)
      for (const told of [name, `total ${name}`, `debt ${name}`]) names.add(told)
    for (const { name } of measures) names.add(name)
    for (const bonus of bonuses) {
      names.add(`paid ${bonus.name}`)
      for (const told of marksOf(bonus)) names.add(told)
      if (bonus.kind !== 'amount') continue
      if (bonus.once === 'per_item') starts.add(`${bonus.name} once`)
      if (bonus.once === 'at_rank') ranks.add(`${bonus.name} once`)
    }
  }
  return {
    names: [...names],
    starts: [...starts],
    ranks: [...ranks],
    hasEarlier: plans.some((plan) => plan.version > 1),
  }
}

function marksOf({ name, ...bonus }: Bonus): readonly string[] {
  switch (bonus.kind) {
    case 'amount':
      return [`${name} once`]
    case 'binary':
      return [`${name} left`, `${name} right`, `${name} qualified`]
    case 'pool':
      return [`${name} fund`]
    default:
      return []
  }
}
