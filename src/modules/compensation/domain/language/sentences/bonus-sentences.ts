import { unreachable } from '#shared/unreachable.ts'
import { exactText } from '#shared/exact.ts'
import type { AmountBonus, Bonus, DifferentialBonus, LeadershipBonus, Plan, PoolBonus } from '../plan.ts'
import { binarySentences } from './binary-sentences.ts'
import { levelsSentences } from './levels-sentences.ts'
import { listed, sentence, type Section } from './parts.ts'
import { inner, isAlways, ruleMoney, ruleNoun } from './rule-words.ts'
import { scopeWords, whoWords } from './scope-words.ts'

/** A bonus in the language of a manual: who is paid what on whose volume, then the rules that every bonus has. */
export function bonusSection(bonus: Bonus, plan: Plan): Section {
  return { title: bonus.name, sentences: [...ofKind(bonus), ...common(bonus, plan)].map(sentence) }
}

function ofKind(bonus: Bonus): readonly string[] {
  switch (bonus.kind) {
    case 'amount':
      return amount(bonus)
    case 'levels':
      return levelsSentences(bonus)
    case 'differential':
      return differential(bonus)
    case 'leadership':
      return leadership(bonus)
    case 'binary':
      return binarySentences(bonus)
    case 'pool':
      return pool(bonus)
    default:
      return unreachable(bonus)
  }
}

const onces = {
  every_period: '',
  ever: 'A person gets it once in a lifetime',
  per_item: 'It is paid once for each of them',
  at_rank: 'It is paid once for each rank that is higher than all that were paid before',
} as const

function amount(bonus: AmountBonus): readonly string[] {
  const each = bonus.forEach ? `For each of ${scopeWords(bonus.forEach)}` : 'Each person'
  const what = bonus.amount
    ? ruleMoney(bonus.amount, bonus.currency)
    : `${bonus.rate ? inner(bonus.rate.expression) : ''} of ${bonus.base ? ruleNoun(bonus.base) : ''}`
  return [
    bonus.forEach ? `${each} a person gets ${what}` : `${each} gets ${what}`,
    ...[onces[bonus.once]].filter((text) => text !== ''),
  ]
}

const againsts = {
  first_line: 'the rate of the next one below who took part, also where that one got nothing',
  path_maximum: 'the highest rate that was taken below on the way',
  source: 'the rate of the person whose volume it is, whoever stands between',
} as const

function differential(bonus: DifferentialBonus): readonly string[] {
  return [
    `The ${bonus.on} of each order is paid up the ${bonus.tree} tree: everybody gets the own rate less ${againsts[bonus.against]}`,
    'A difference that is not above zero gives nothing and takes nothing back',
    `The rate is ${ruleNoun(bonus.rate)}`,
    bonus.own === 'paid'
      ? 'The own volume pays its person the own rate'
      : 'The own volume pays nothing to its person, whose rate counts as taken',
    bonus.unpaid === 'pass_up'
      ? 'Who may not be paid takes nothing, and the next one above gets the whole difference'
      : 'The difference of somebody who may not be paid stays with the company',
  ]
}

function leadership(bonus: LeadershipBonus): readonly string[] {
  const none =
    bonus.guarantee.expression.node === 'number' && exactText(bonus.guarantee.expression.value) === '0'
  return [
    `Leaders are people ${whoWords(bonus.leader.expression)}`,
    `Each leader brings ${inner(bonus.rate.expression)} of ${ruleNoun(bonus.base)} to the next leader above in the ${bonus.tree} tree`,
    none
      ? 'Nothing is guaranteed'
      : `At least ${ruleNoun(bonus.guarantee)} is brought: what is missing is filled up from what the leader received from below, which lowers the leader’s own bonus; the topmost leader keeps all`,
    bonus.unpaid === 'pass_up'
      ? 'What a leader who is not qualified would keep goes to the next leader above'
      : 'What a leader who is not qualified would keep stays with the company',
  ]
}

function pool(bonus: PoolBonus): readonly string[] {
  return [
    `The fund is ${ruleMoney(bonus.fund, bonus.currency)}`,
    ...divided(bonus.divide),
    bonus.nobody === 'carry'
      ? 'Where nobody is qualified, the fund is added to the next one'
      : 'Where nobody is qualified, the fund stays with the company',
  ]
}

function divided(divide: PoolBonus['divide']): readonly string[] {
  switch (divide.by) {
    case 'shares':
      return [
        `It is divided in proportion to shares; the shares of a person are ${ruleNoun(divide.shares)}`,
        divide.residue === 'shared'
          ? 'The parts add up to the fund: the largest remainders are rounded up first'
          : 'What rounding leaves of it stays with the company',
      ]
    case 'fraction':
      return [
        `A person gets this fraction of it, which is not normalised: ${ruleNoun(divide.fraction)}`,
        divide.over100 === 'refuse'
          ? 'Fractions that add up to more than 1 stop the run'
          : 'Fractions may add up to more than 1; the company then pays more than the fund',
      ]
    case 'position': {
      const places = divide.positions.map(
        ({ from, to, share }) =>
          `${from === to ? `place ${from}` : `places ${from} to ${to}`} ${inner(share.expression)}`,
      )
      return [
        `It is divided by places; the highest comes first by ${ruleNoun(divide.score)}, and of equal ones the lowest by ${listed([...divide.ties.map(ruleNoun), 'the id'])}`,
        `Of the fund get ${places.join(', ')}`,
      ]
    }
    default:
      return unreachable(divide)
  }
}

const across = {
  by_end: (own, main) => `what a ${own} paid belongs to the ${main} in which it ends`,
  by_start: (own, main) => `what a ${own} paid belongs to the ${main} in which it starts`,
  whole_only: (own, main) =>
    `what a ${own} paid belongs to a ${main} only if it lies in it as a whole, else to none`,
} as const satisfies Record<Plan['across'], (own: string, main: string) => string>

const roundings = { half_up: 'half up', half_even: 'half to even', down: 'down' } as const

/** What every bonus says: qualification, money, caps, rounding, calendar. */
function common(bonus: Bonus, plan: Plan): readonly string[] {
  const step = bonus.roundTo === undefined ? 'the minor unit' : `steps of ${exactText(bonus.roundTo)}`
  const over = bonus.capOver === 'owner' ? 'all positions of an owner together get' : 'a person gets'
  return [
    isAlways(bonus.qualified)
      ? 'Everybody who may be paid is qualified'
      : `Only people ${whoWords(bonus.qualified.expression)} are paid`,
    bonus.unitValue ? `One unit is worth ${ruleMoney(bonus.unitValue, bonus.currency)}` : '',
    bonus.legCap ? `From one leg ${over} at most ${ruleMoney(bonus.legCap, bonus.currency)}` : '',
    bonus.cap ? `By this bonus ${over} at most ${ruleMoney(bonus.cap, bonus.currency)}, in a period` : '',
    bonus.companyCap
      ? `All together get at most ${ruleMoney(bonus.companyCap, bonus.currency)}; above it everybody is scaled down in the same proportion`
      : '',
    `Amounts in ${bonus.currency} are rounded ${roundings[bonus.rounding]} to ${step}, ${bonus.roundedPer === 'person' ? 'once for the sum of a person' : 'line by line'}`,
    bonus.paysIn
      ? `Each person is paid in ${ruleNoun(bonus.paysIn)}, converted at the rate of the period, ${bonus.convertedPer === 'person' ? 'once for the sum' : 'line by line'}`
      : '',
    bonus.calendar === plan.calendar
      ? ''
      : `It is paid for every ${bonus.calendar}, by rank and activity ${bonus.standing === 'last_closed' ? `of the last closed ${plan.calendar}` : `of the running ${plan.calendar} up to its end`}; ${across[plan.across](bonus.calendar, plan.calendar)}`,
    bonus.why === '' ? '' : `On the statement: “${bonus.why}”`,
  ].filter((text) => text !== '')
}
