import { exactText, type Exact } from '#shared/exact.ts'
import type { Need } from '../figures/needs.ts'
import { personTold, type KnownFigures, type PersonTold } from '../figures/told.ts'
import type { Bonus } from '../language/plan.ts'
import { ruleClause } from '../language/sentences/rule-words.ts'
import type { SkippedLine, SkipReason } from '../pay/pay-result.ts'
import type { Walked } from '../pay/run-pay.ts'
import { exactMinor, payDigits } from '../pay/settle.ts'
import { pathTo } from './path.ts'
import { rateStepOf, type RateStep } from './rate.ts'
import { partsOf, sumOf, type OrderPart, type SourcePart } from './sources.ts'
import { toldLines } from './told-lines.ts'
import { whyOf } from './why.ts'

/** The most sources, orders of one source, and reasons that are listed one by one; the rest is one counted sum. */
export const LISTED_MAX = 100
/** The most steps of a way up that are listed: those who were paid or skipped come first in any case. */
const STEPS_MAX = 60

export type ExplanationTold = ReturnType<typeof explanationTold>

/**
 * Why a person has this amount of a bonus, or nothing: sources with their orders, and what changed the whole; together they are
 * the amount exactly. With `source`, only that one is listed and the others are counted. Undefined when the plan has no
 * bonus of that name.
 */
export function explanationTold(of: KnownFigures, person: number, bonusName: string, source?: string) {
  const { plan, world } = of.figures
  const bonus = plan.bonuses.find(({ name }) => name === bonusName)
  const id = world.population.people[person]?.id
  if (!bonus || id === undefined) return undefined
  const walked = of.figures.walked()
  const lines = toldLines(walked.result)
  const [paid, skipped] = [lines.paidTo(id, bonus.name), lines.skippedFor(id, bonus.name)]
  const earned = of.figures.earned(person).find((one) => one.bonus.name === bonus.name)
  const amount = { minor: earned?.minor ?? 0n, currency: earned?.currency ?? bonus.currency }
  const worth = exactMinor(amount.minor, payDigits(plan, amount.currency))
  const { sources, others } = partsOf(walked.world, bonus, paid, worth)
  const listed =
    source === undefined ? sources.slice(0, LISTED_MAX) : sources.filter((one) => one.source === source)
  const rest = sources.filter((one) => !listed.includes(one))
  const why = whyOf(walked.world, bonus, person, paid, skipped, amount.minor)
  return {
    bonus: bonus.name,
    kind: bonus.kind,
    base: baseWords(bonus),
    why: [{ ...why, needs: [...why.needs] }],
    qualified: ruleClause(bonus.qualified),
    person: personTold(of, person),
    amount,
    rate: rateTold(rateStepOf(walked.world, bonus, person)),
    sources: listed.map((part) => sourceTold(of, walked, bonus, person, part)),
    together: exactText(sumOf(sources.map((one) => one.amount))),
    more:
      rest.length > 0
        ? {
            sources: rest.length,
            orders: rest.reduce((sum, one) => sum + one.parts.length, 0),
            exact: exactText(sumOf(rest.map((one) => one.amount))),
          }
        : null,
    others: others.map(({ note, source: from, base, rate, amount: exact }) => ({
      ...noteTold(note),
      person: from === '' ? null : personOf(of, from),
      base: textOf(base),
      rate: textOf(rate),
      exact: exactText(exact),
    })),
    rounding: bonus.rounding,
    unpaid: unpaidTold(skipped),
  }
}

function baseWords(bonus: Bonus): string {
  switch (bonus.kind) {
    case 'levels':
      return bonus.source.from === 'volume'
        ? bonus.source.volume
        : bonus.source.from === 'earned'
          ? bonus.source.bonuses.join(', ')
          : bonus.source.value.text
    case 'differential':
    case 'binary':
      return bonus.on
    case 'pool':
      return bonus.fund.text
    default:
      return bonus.base?.text ?? ''
  }
}

const notes = {
  leg_capped: 'leg capped',
  capped: 'capped',
  scaled_down: 'scaled down',
  rounding: 'rounding',
  limit: 'limit',
  adjustment: 'adjustment',
  recomputed: 'recomputed',
} as const

type NoteTold = Readonly<{ note: keyof typeof notes | 'share' | 'other'; about: string }>

/** "limit: ceiling" is the note `limit` about "ceiling"; a plain part without a source is a share. */
function noteTold(note: string): NoteTold {
  for (const name of noteNames) {
    const words = notes[name]
    if (note.startsWith(words)) return { note: name, about: note.slice(words.length).replace(/^:? */, '') }
  }
  return { note: note === '' ? 'share' : 'other', about: note }
}

const noteNames = [
  'leg_capped',
  'capped',
  'scaled_down',
  'rounding',
  'limit',
  'adjustment',
  'recomputed',
] as const

function rateTold(step: RateStep | undefined) {
  if (!step) return null
  const { by, reached, from, rate, next } = step
  return {
    by,
    reached: exactText(reached),
    from: textOf(from),
    rate: exactText(rate),
    next: next
      ? { rate: exactText(next.rate), from: exactText(next.from), missing: exactText(next.missing) }
      : null,
  }
}

function sourceTold(of: KnownFigures, walked: Walked, bonus: Bonus, person: number, part: SourcePart) {
  const orders = part.parts.filter(({ order }) => order !== '')
  const rest = orders.slice(LISTED_MAX)
  return {
    person: personOf(of, part.source),
    level: part.level ?? null,
    base: textOf(part.base),
    rate: textOf(part.rate),
    exact: exactText(part.amount),
    path: stepsTold(of, walked, bonus, person, part),
    orders: orders.slice(0, LISTED_MAX).map((order) => orderTold(walked, order)),
    moreOrders:
      rest.length > 0
        ? { orders: rest.length, exact: exactText(sumOf(rest.map((one) => one.amount))) }
        : null,
    /** What the source brings without an order: a share of earnings, of a group, or for the person as such. */
    without: textOf(partsWithout(part)),
  }
}

function partsWithout({ parts }: SourcePart): Exact | undefined {
  const without = parts.filter(({ order }) => order === '')
  return without.length === 0 ? undefined : sumOf(without.map(({ amount }) => amount))
}

function orderTold({ world }: Walked, { order, base, rate, amount, note }: OrderPart) {
  const known = world.book.byId.get(order)
  return {
    code: order,
    at: known?.atMs ?? 0,
    type: known?.type ?? 'order',
    base: textOf(base),
    rate: textOf(rate),
    exact: exactText(amount),
    note,
  }
}

function stepsTold(of: KnownFigures, walked: Walked, bonus: Bonus, person: number, part: SourcePart) {
  const steps = pathTo(walked, bonus, person, part)
  const last = steps.length - 1
  const listed =
    steps.length <= STEPS_MAX
      ? steps
      : steps
          .filter(
            (step, i) => i === 0 || i === last || step.paidRate !== undefined || step.skipped !== undefined,
          )
          .slice(-STEPS_MAX)
  return listed.map((step) => ({
    person: personTold(of, step.person),
    you: step.person === person,
    level: step.level ?? null,
    ownRate: textOf(step.ownRate),
    paidRate: textOf(step.paidRate),
    skipped: step.skipped ?? null,
    needs: [...step.needs] satisfies Need[],
  }))
}

type Unpaid = { reason: SkipReason; missing: string; parts: number; exact: string }

/** What did not come to the person, by reason, the largest first. */
function unpaidTold(skipped: readonly SkippedLine[]): Unpaid[] {
  const groups = Map.groupBy(skipped, ({ reason, missing }) => `${reason}\n${missing}`)
  return [...groups.values()]
    .flatMap((own) => {
      const [first] = own
      if (!first) return []
      const exact = exactText(sumOf(own.map((one) => one.amount)))
      return [{ reason: first.reason, missing: first.missing, parts: own.length, exact }]
    })
    .toSorted((a, b) => b.parts - a.parts)
    .slice(0, LISTED_MAX)
}

function personOf(of: KnownFigures, id: string): PersonTold {
  const number = of.figures.world.population.numberOf.get(id)
  if (number === undefined) throw new Error(`a line names ${id}, whom the run does not know`)
  return personTold(of, number)
}

function textOf(value: Exact | undefined): string | null {
  return value === undefined ? null : exactText(value)
}
