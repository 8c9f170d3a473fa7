import * as fc from 'fast-check'
import { bonusKinds } from '#modules/compensation/domain/language/bonus-kinds.ts'
import type { Key } from '#modules/compensation/domain/language/key.ts'
import { maybe, pick, seldom, text, written, type Document, type Part, type Text } from './documents.ts'
import {
  conditionOfLine,
  conditionOfOrder,
  conditionOfParty,
  numberOfLine,
  numberOfOrder,
  numberOfParty,
} from './order-rules.ts'
import { percentage, ranks, threshold, trees } from './rule-words.ts'
import {
  aggregateOfPeople,
  conditionOfPerson,
  numberOfPerson,
  rateOfWalk,
  sourceCondition,
  type Known,
} from './rules.ts'

type Keys = Readonly<Record<string, fc.Arbitrary<unknown>>>

export const bonusKindNames = bonusKinds.map((kind) => kind.name)
export type KindName = (typeof bonusKindNames)[number]

/** The document of a bonus of a kind; its rules may read what is known. Every word of the registry comes up. */
export function bonusNamed(kind: KindName, known: Known): Part {
  const own: Readonly<Record<KindName, () => fc.Arbitrary<Keys>>> = {
    amount: () => amount(known),
    levels: () => levels(known),
    differential: () => fc.constant({ on, rate: rateOfWalk(known, false, true) }),
    leadership: () => fc.constant(leadership(known)),
    binary: () => binary(known),
    pool: () => pool(known),
  }
  const { keys: registry = [] } = bonusKinds.find((one) => one.name === kind) ?? {}
  return own[kind]()
    .chain((keys) =>
      written({
        ...wordsOf(kind),
        kind: fc.constant(kind),
        ...shared(known),
        tree: treeOf(kind),
        ...keys,
      }),
    )
    .map((bonus) => allowed(bonus, registry))
}

const on = pick('PV', 'CV')
const company = fc.oneof(
  pick('10', '33.335', '100', 'fact:fund', '-5'),
  text`${percentage} * sum(everyone, ${pick('PV', 'CV')})`,
  pick('count(everyone where active)', 'max(everyone, PV) / 10', 'sum(everyone where rank >= Silver, PV)'),
)

/** Leaves out keys that stand beside another one only, where that is not written or says another word. */
function allowed(bonus: Document, registry: readonly Key[]): Document {
  return Object.fromEntries(
    Object.entries(bonus).filter(([name]) => {
      const key = registry.find((one) => one.name === name)
      if (!key) return false
      const { required } = key
      if (typeof required !== 'object') return true
      const other = bonus[required.with]
      return required.word === undefined ? other !== undefined : other === required.word
    }),
  )
}

/** A word of the registry for every key that takes one. Bonuses of other calendars than the plan's are made elsewhere. */
function wordsOf(kind: KindName): Keys {
  const keys = bonusKinds.find((one) => one.name === kind)?.keys ?? []
  return Object.fromEntries(
    keys.flatMap(({ name, type }): [string, fc.Arbitrary<unknown>][] =>
      type.is === 'word'
        ? [[name, name === 'calendar' ? someCalendar(type.words) : pick(...type.words)]]
        : [],
    ),
  )
}

/** The calendar of the plan, or now and then another one. */
function someCalendar(words: readonly string[]): fc.Arbitrary<unknown> {
  return fc.oneof(
    { weight: 3, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fc.constantFrom(...words) },
  )
}

function treeOf(kind: KindName): fc.Arbitrary<unknown> {
  if (kind === 'amount' || kind === 'pool') return fc.constant(undefined)
  return kind === 'binary' ? fc.constant('placement') : pick(...trees)
}

function shared(known: Known): Keys {
  return {
    pays_in: seldom(pick('attr:currency')),
    leg_cap: seldom(fc.oneof(pick('5', '10', '33.335'), numberOfPerson(known, 0))),
    qualified: fc.oneof(
      { weight: 2, arbitrary: fc.constant('true') },
      { weight: 2, arbitrary: pick('active', 'rank >= Bronze', 'status = active', 'PV > 0') },
      { weight: 2, arbitrary: conditionOfPerson(known, 1) },
    ),
    round_to: seldom(pick('1', '5', '10')),
    currency: seldom(pick('points', 'USD')),
    unit_value: seldom(fc.oneof(pick('2', '0.333'), numberOfPerson(known, 0))),
    cap: maybe(fc.oneof(pick('5', '10', '7.777', '33.335', '100', '0'), numberOfPerson(known, 0))),
    company_cap: seldom(company),
    why: seldom(fc.constant('a sentence')),
  }
}

function amount(known: Known): fc.Arbitrary<Keys> {
  return fc.constantFrom('person', 'people', 'orders', 'lines', 'parties').chain((each) => {
    const number = numberIn(each, known)
    const money: Keys = { amount: number }
    const share: Keys = { base: number, rate: fc.oneof(percentage, number) }
    return fc.constantFrom(money, share).map((keys) => ({
      ...keys,
      for_each: each === 'person' ? fc.constant(undefined) : scopeOf(each, known),
    }))
  })
}

function numberIn(each: string, known: Known): Text {
  if (each === 'orders') return numberOfOrder(1, true)
  if (each === 'lines') return numberOfLine(1)
  return each === 'parties' ? numberOfParty() : numberOfPerson(known, 1)
}

function scopeOf(each: string, known: Known): Text {
  const where = (condition: Text) => fc.oneof(fc.constant(''), text` where ${condition}`)
  const running = text`${pick('before', 'after')}(${pick(...known.volumes)}) < ${threshold}`
  if (each === 'orders')
    return text`${pick('purchases', 'sales')}${where(fc.oneof(conditionOfOrder(1, true), running))}`
  if (each === 'lines')
    return text`${pick('purchase lines', 'sale lines')}${where(fc.oneof(conditionOfLine(1), running))}`
  if (each === 'parties') return text`${pick('hosted parties', 'held parties')}${where(conditionOfParty())}`
  return text`${pick('legs', 'downline', 'level 2', 'levels 1 to 2')}${pick('', ' in placement')}${where(
    conditionOfPerson(known, 1),
  )}`
}

function levels(known: Known): fc.Arbitrary<Keys> {
  const sources = known.earned.filter((name) => name !== 'outside')
  return fc
    .record({
      from: pick('volume', 'volume', 'earned', 'each'),
      steps: pick('levels', 'generations'),
    })
    .map(({ from, steps }) => {
      const hasLines = from === 'volume'
      const source: Keys = hasLines
        ? { on }
        : from === 'earned'
          ? { on_earned: fc.constant(sources.length > 0 ? sources : ['outside']) }
          : { on_each: fc.oneof(fc.constant('1'), numberOfPerson(known, 1)) }
      const counting: Keys =
        steps === 'levels'
          ? {
              counts: fc.oneof(
                pick('everybody', 'everybody', 'paid', 'paid', 'active', 'status = active'),
                conditionOfPerson(known, 0),
              ),
            }
          : {
              boundary: fc.oneof(text`rank >= ${pick(...ranks)}`, conditionOfPerson(known, 0)),
              leader_volume: pick('closes', 'opens'),
            }
      return {
        leader_volume: fc.constant(undefined),
        ...source,
        ...counting,
        steps: fc.constant(steps),
        source_when: seldom(sourceCondition(hasLines)),
        first_level: maybe(pick('0', '1', '2')),
        depth: fc.oneof(
          { weight: 5, arbitrary: pick('1', '2', '3', '7', 'unlimited') },
          {
            weight: 1,
            arbitrary: fc.oneof(
              pick('if rank >= Silver then 3 else 1', 'rank', 'count(legs where active)'),
              numberOfPerson(known, 0),
            ),
          },
        ),
        rate: rateOfWalk(known, true, hasLines),
        stop_at: seldom(
          fc.oneof(conditionOfPerson(known, 0), pick('level >= 2', 'path rank >= Silver', 'rank >= Gold')),
        ),
      }
    })
}

function leadership(known: Known): Keys {
  return {
    leader: fc.oneof(text`rank >= ${pick(...ranks)}`, pick('PV >= 50', 'true'), conditionOfPerson(known, 0)),
    base: fc.oneof(pick('PV', 'group PV', 'own group PV'), aggregateOfPeople(known, 1)),
    rate: percentage,
    guarantee: fc.oneof(pick('0', '4 % * 100', '20'), numberOfPerson(known, 0)),
  }
}

/** A size of a cycle that differs from person to person; 0 matches nothing. */
const ofRank = pick('if rank >= Silver then 50 else 100', 'by rank', 'min(PV, 60)')

function binary(known: Known): fc.Arbitrary<Keys> {
  const money: Keys = { per_cycle: fc.oneof(pick('10', '3.333', '0'), numberOfPerson(known, 0)) }
  const share: Keys = { rate: percentage }
  return fc.constantFrom(money, share).map((keys) => ({
    ...keys,
    on,
    cycle: fc.record({
      strong: fc.oneof(
        { weight: 5, arbitrary: pick('50', '100', '200', '30') },
        { weight: 1, arbitrary: ofRank },
      ),
      weak: fc.oneof({ weight: 5, arbitrary: pick('50', '100', '30') }, { weight: 1, arbitrary: ofRank }),
    }),
    minimum_side: seldom(pick('50', '100')),
    maximum_side: seldom(fc.oneof(pick('100', '250'), numberOfPerson(known, 0))),
    maximum_cycles: maybe(pick('1', '2', '1.5', '0')),
    carry_limit: seldom(fc.oneof(pick('50', '120'), numberOfPerson(known, 0))),
    carry_periods: seldom(pick('0', '1', '2', 'rank', 'if active then 2 else 0')),
  }))
}

function fundOf(known: Known): Text {
  const earlier = known.earned.filter((name) => name !== 'outside')
  if (earlier.length === 0) return company
  return fc.oneof(
    { weight: 4, arbitrary: company },
    { weight: 1, arbitrary: text`unpaid(${pick(...earlier)})` },
  )
}

function pool(known: Known): fc.Arbitrary<Keys> {
  const divided: readonly Keys[] = [
    {
      divide: fc.constant('by_shares'),
      shares: fc.oneof(pick('1', 'PV', 'if rank >= Gold then 2 else 1'), numberOfPerson(known, 1)),
    },
    {
      divide: fc.constant('by_fraction'),
      fraction: fc.oneof(
        percentage,
        pick('share(PV, sum(everyone, PV)) * (1 + fact:value)', 'share(CV, 1000)'),
      ),
    },
    {
      divide: fc.constant('by_position'),
      score: fc.oneof(pick('PV', 'group PV', 'rank'), numberOfPerson(known, 1)),
      ties: fc.subarray(['joined', 'PV', 'kind', 'attr:size', 'group PV'], { minLength: 0, maxLength: 3 }),
      positions: fc.constantFrom(
        { '1': '30 %', '2-3': '20 %' },
        { '1-2': '12.5 %', '4': '50 %' },
        { '1': 'fact:value * 1 %', '2': '5 % * count(everyone where active)', '3': '10 %' },
      ),
    },
  ]
  return fc.constantFrom(...divided).map((keys) => ({
    ...keys,
    fund: fundOf(known),
    over_100: 'fraction' in keys ? pick('refuse', 'allow') : fc.constant(undefined),
  }))
}
