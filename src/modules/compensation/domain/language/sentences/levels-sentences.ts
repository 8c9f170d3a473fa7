import { listed } from './parts.ts'
import type { LevelsBonus } from '../plan.ts'
import { inner, ruleClause, ruleNoun } from './rule-words.ts'
import { whoWords } from './scope-words.ts'

/** Who is paid above a source, by levels or by generations. */
export function levelsSentences(bonus: LevelsBonus): readonly string[] {
  return [
    `${sourceWords(bonus)} is paid to the people above in the ${bonus.tree} tree`,
    ...(bonus.sourceWhen ? [`It is paid only where ${ruleClause(bonus.sourceWhen)}`] : []),
    startWords(bonus),
    ...stepWords(bonus),
    depthWords(bonus),
    `The payee gets ${inner(bonus.rate.expression)} of it`,
    unpaidWords(bonus),
    ...(bonus.stopAt ? [`Nobody is paid above the first person for whom ${ruleClause(bonus.stopAt)}`] : []),
  ]
}

function unpaidWords({ unpaid, steps }: LevelsBonus): string {
  const isPassed = unpaid === 'pass_up'
  const who = steps.by === 'levels' ? 'uses up a level and ' : isPassed ? 'closes a generation and ' : ''
  const where = isPassed
    ? 'goes to the next one above who may, at the rate where it was lost'
    : 'stays with the company'
  return `The part of somebody who ${who}may not be paid ${where}`
}

function depthWords({ depth, steps }: LevelsBonus): string {
  const level = steps.by === 'levels' ? 'level' : 'generation'
  if (depth === undefined) return 'It is paid without a last level'
  if (typeof depth === 'number') return `The last ${level} that is paid is ${depth}`
  return `The last ${level} on which the payee is paid is ${ruleNoun(depth)}`
}

function sourceWords({ source }: LevelsBonus): string {
  if (source.from === 'volume') return `The ${source.volume} of each order`
  if (source.from === 'earned') return `What each person earned by ${listed(source.bonuses)}`
  return `For each person ${ruleNoun(source.value)}`
}

function startWords({ startsAt, firstLevel, steps }: LevelsBonus): string {
  const number = `${steps.by === 'levels' ? 'level' : 'generation'} ${firstLevel}`
  return startsAt === 'source'
    ? `Oneself comes first, with ${number}`
    : `The first one above comes first, with ${number}`
}

function stepWords({ steps }: LevelsBonus): readonly string[] {
  if (steps.by === 'generations')
    return [
      `A generation is closed by people ${whoWords(steps.boundary.expression)}`,
      steps.leaderVolume === 'closes'
        ? 'The own volume of such a leader belongs to the generation that the leader closes'
        : 'The own volume of such a leader opens the next generation',
    ]
  if (steps.counts === 'everybody') return ['Everybody uses up a level (no compression)']
  if (steps.counts === 'paid') return ['A level is kept until somebody is paid on it (dynamic compression)']
  return [
    `A level is used up by people ${whoWords(steps.counts.expression)}; others are passed over (compression)`,
  ]
}
