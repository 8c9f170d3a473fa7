import { exactText } from '#shared/exact.ts'
import { personTold, type KnownFigures } from '../figures/told.ts'
import type { Bonus } from '../language/plan.ts'
import { ruleClause } from '../language/sentences/rule-words.ts'
import { exactMinor, payDigits } from '../pay/settle.ts'
import { listItems } from './listed.ts'
import { rateStepOf } from './rate.ts'
import { partsOf } from './sources.ts'
import { legTold, noteTold, personOf, rateTold, sourcesTold, textOf, unpaidTold } from './told-parts.ts'
import { walkFor, wholeWalk, type Bounds, type Node, type Walk } from './walk-for.ts'
import { whyOf } from './why.ts'

export type ExplanationTold = ReturnType<typeof explanationTold>

/**
 * What of an explanation is asked for: with `source` only that one is listed, with `leg` what the team of somebody below
 * brought; `from` opens what is counted as more, a hundred at a time.
 */
export type Asked = Readonly<{
  source?: string | undefined
  leg?: string | undefined
  from?: number | undefined
}>

/**
 * Why a person has this amount of a bonus, or nothing: sources with their orders, the teams of those below where sources are
 * too many, and what changed the whole; together they are the amount exactly, or what the leg brought of it. Undefined when
 * the plan has no bonus of that name, or nobody of that code stands below.
 */
export function explanationTold(
  of: KnownFigures,
  person: number,
  bonusName: string,
  asked: Asked = {},
  bounds?: Bounds,
) {
  const { plan } = of.figures
  const bonus = plan.bonuses.find(({ name }) => name === bonusName)
  const node = bonus && nodeOf(of, bonus, person, asked)
  if (!bonus || !node) return undefined
  const walk = walkOf(of, node, bounds)
  const earned = of.figures.earned(person).find((one) => one.bonus.name === bonus.name)
  const amount = { minor: earned?.minor ?? 0n, currency: earned?.currency ?? bonus.currency }
  const worth = exactMinor(amount.minor, payDigits(plan, amount.currency))
  const parts = partsOf(walk, bonus, node.leg === undefined ? worth : undefined)
  const listed = listItems(walk, parts, asked)
  const why = whyOf(walk, bonus, person, amount.minor)
  return {
    bonus: bonus.name,
    kind: bonus.kind,
    base: baseWords(bonus),
    why: why.map(({ code, needs }) => ({ code, needs: [...needs] })),
    qualified: ruleClause(bonus.qualified),
    person: personTold(of, person),
    amount,
    rate: rateTold(rateStepOf(walk.world, bonus, person)),
    leg: node.leg === undefined ? null : personTold(of, node.leg),
    sources: sourcesTold(of, walk, node, listed, asked),
    legs: listed.items.flatMap((item) => ('leg' in item ? [legTold(of, item.leg)] : [])),
    together: exactText(listed.together),
    before: listed.before,
    more: listed.more,
    others: parts.others.map(({ note, source: from, base, rate, amount: exact }) => ({
      ...noteTold(note),
      person: from === '' ? null : personOf(of, from),
      base: textOf(base),
      rate: textOf(rate),
      exact: exactText(exact),
    })),
    rounding: bonus.rounding,
    unpaid: unpaidTold(walk.unpaid),
  }
}

/** The node that is asked for; undefined where it does not lie in the team of the person. */
function nodeOf(of: KnownFigures, bonus: Bonus, payee: number, { leg, source }: Asked): Node | undefined {
  const { people, numberOf, tree } = of.figures.world.population
  if (people[payee] === undefined) return undefined
  const numbered = (code: string | undefined): number | undefined =>
    code === undefined ? undefined : (numberOf.get(code) ?? -1)
  const node = { bonus, payee, leg: numbered(leg), source: numbered(source) }
  if (node.leg === undefined) return node
  const { parent } = tree('tree' in bonus ? bonus.tree : 'sponsor')
  let at = node.leg
  while (at >= 0 && at !== payee) at = parent[at] ?? -1
  return at === payee && node.leg !== payee ? node : undefined
}

function walkOf({ figures }: KnownFigures, node: Node, bounds: Bounds | undefined): Walk {
  const part = figures.passed && walkFor(figures.world, figures.passed, node, bounds)
  return part ?? wholeWalk(figures.walked(), node)
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
