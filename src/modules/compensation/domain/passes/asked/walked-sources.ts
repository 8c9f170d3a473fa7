import type { Expression, Rule } from '../../language/expression.ts'
import type { Plan } from '../../language/plan.ts'
import { everyPart, partsOf } from '../../language/reads.ts'
import { creditsOfOwner } from '../../pay/bonuses/collect.ts'
import { levelsBelow } from '../../pay/tree.ts'
import { toldApart } from '../bonuses/found.ts'
import { ownParts, readsClimb, type TeamBonus } from '../climbs/goes-by-climbs.ts'
import { atPayee, plainValues, type Compiler } from '../compiler.ts'
import { once } from '../once.ts'
import { mostRenewed } from '../renew/members.ts'
import type { Renewal } from '../renew/renewal.ts'
import { askedAgain, changedOn } from './asked-again.ts'
import { barsExactly } from './exact-values.ts'
import { waysOf, type Way } from './ways.ts'
import { worldSoFar } from './world-so-far.ts'

/** From whom a bonus is walked again; a source is told when it is walked from. */
export type WalkedSources = Readonly<{
  again: (count: number) => ReadonlySet<number>
  walked: (source: number) => void
}>

/**
 * The sources of a bonus that are walked again when a run is renewed: those whose orders are others, or of whom or of whose buyers
 * a rule reads something else; everybody below a person of whom something that decides the walk is another one; and where rules
 * read volumes in the course of the period, who has orders as late as one that came.
 */
export function walkedSources(compiler: Compiler, renewal: Renewal, bonus: TeamBonus): WalkedSources {
  const { plan, field } = compiler
  const rules = rulesOnTheWay(bonus)
  const own = askedAgain(compiler, renewal, waysOfSources(plan, bonus, rules))
  const decided = decidingColumns(compiler, bonus, rules).map((values) => renewal.changed(values))
  const later = laterSources(compiler, renewal, bonus, rules)
  const levels = mostLevels(bonus)
  return {
    again(count) {
      const found = new Set(own(count))
      const most = mostRenewed(field.people)
      const addBelow = (person: number): void => {
        found.add(person)
        const tree = field.world().population.tree(bonus.tree)
        for (const one of levelsBelow(tree, person, 1, levels)) {
          found.add(one)
          // More of them are walked from as a whole.
          if (found.size > most) return
        }
      }
      for (const changed of decided) for (const person of changed()) if (found.size <= most) addBelow(person)
      for (const source of later.since(count, found.size > most)) found.add(source)
      const isOfAll = found.size > most || renewal.isOfAll()
      return isOfAll ? new Set(Array(field.there()).keys()) : found
    },
    walked: later.walked,
  }
}

/** The rules that are asked about whoever stands on the way. */
function rulesOnTheWay(bonus: TeamBonus): readonly Rule[] {
  if (bonus.kind === 'differential') return [bonus.rate]
  const { rate, stopAt, depth, steps } = bonus
  const goesOn = steps.by === 'generations' ? steps.boundary : steps.counts
  return [rate, stopAt, depth, goesOn].filter((rule) => typeof rule === 'object')
}

function waysOfSources(plan: Plan, bonus: TeamBonus, rules: readonly Rule[]): readonly Way[] {
  const parts = rules.flatMap(({ expression }) => [...partsOfTheWay(expression)])
  if (bonus.kind === 'differential') return waysOf(plan, parts)
  const { sourceWhen, source } = bonus
  if (sourceWhen) parts.push(sourceWhen.expression)
  if (source.from === 'each') parts.push(source.value.expression)
  if (source.from === 'earned') parts.push({ node: 'earned', bonuses: source.bonuses })
  return waysOf(plan, parts)
}

/** What a rule says of the source, the line and those in it. */
function* partsOfTheWay(expression: Expression): Generator<Expression> {
  if (expression.node === 'aggregate') return
  if (expression.node === 'field' && readsClimb(expression)) yield expression
  for (const part of partsOf(expression)) yield* partsOfTheWay(part)
}

/** Columns by which a walk goes on at a person, and what the person gets. */
function decidingColumns(
  compiler: Compiler,
  bonus: TeamBonus,
  rules: readonly Rule[],
): readonly (Float64Array | Uint8Array)[] {
  const isByRank = rules.some(({ expression }) =>
    [...everyPart(expression)].some((part) => part.node === 'field' && part.name === 'path rank'),
  )
  const ranks = isByRank ? plainValues(compiler.columns.get('rank')) : undefined
  const own = ownParts([...rules, bonus.unitValue]).map((part) => toldApart(compiler, part, atPayee(bonus)))
  return [barsExactly(compiler, bonus), ranks, ...own].filter((values) => values !== undefined)
}

/** How far below a person a source stands at most whose walk comes there. */
function mostLevels(bonus: TeamBonus): number {
  if (bonus.kind === 'differential' || typeof bonus.depth !== 'number') return Number.POSITIVE_INFINITY
  const isPlain = bonus.steps.by === 'levels' && bonus.steps.counts === 'everybody'
  return isPlain && bonus.unpaid === 'to_company'
    ? Math.max(0, bonus.depth - bonus.firstLevel + 1)
    : Number.POSITIVE_INFINITY
}

/** Who has orders no earlier than one that came, where rules read volumes order by order. */
function laterSources(
  compiler: Compiler,
  renewal: Renewal,
  bonus: TeamBonus,
  rules: readonly Rule[],
): Readonly<{
  since: (count: number, isKnown: boolean) => Iterable<number>
  walked: (source: number) => void
}> {
  const { plan, field } = compiler
  const running = rules.flatMap(({ expression }) =>
    [...everyPart(expression)].flatMap((part) => (part.node === 'running' ? [part.volume] : [])),
  )
  const volume =
    bonus.kind === 'differential' ? bonus.on : bonus.source.from === 'volume' && bonus.source.volume
  if (running.length === 0 || volume === false) return { since: () => [], walked: () => undefined }
  const bounds = plan.volumes.flatMap((one) =>
    one.kind === 'group' && one.until && running.includes(one.name) ? [one.until.expression] : [],
  )
  const ways = waysOf(plan, bounds)
  const isByField = ways.some(({ reads }) => reads === undefined)
  const others = ways.map((way) => changedOn(compiler, renewal, way))
  const world = once(() => worldSoFar(compiler))
  const latest = new Float64Array(field.people).fill(Number.NEGATIVE_INFINITY)
  return {
    walked(source) {
      const credits = creditsOfOwner(world(''), volume, source)
      latest[source] = credits.reduce((most, { atMs }) => Math.max(most, atMs), Number.NEGATIVE_INFINITY)
    },
    *since(count, isKnown) {
      // Whose volume belongs to a team is another one: everybody's course may be.
      const isOther = others.map((changed) => [...changed(count)].length > 0).includes(true)
      if (isKnown) return
      const fromMs = isByField || isOther ? Number.NEGATIVE_INFINITY : renewal.since()
      for (let source = 0; source < field.there(); source++)
        if ((latest[source] ?? fromMs) >= fromMs) yield source
    },
  }
}
