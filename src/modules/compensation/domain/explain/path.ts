import type { Exact } from '#shared/exact.ts'
import type { Need } from '../figures/needs.ts'
import { unmetNeeds } from '../figures/needs.ts'
import type { Bonus } from '../language/plan.ts'
import { payeeMoment } from '../pay/changes.ts'
import { numberRule } from '../pay/evaluate.ts'
import type { SkipReason } from '../pay/pay-result.ts'
import { atPerson, type At, type World } from '../pay/world.ts'
import { barOf, type Bar } from './bar.ts'
import type { SourcePart } from './sources.ts'
import type { Walk } from './walk-for.ts'

/** One person on the way of an amount from its source up. */
export type PathStep = Readonly<{
  person: number
  level: number | undefined
  /** The rate that the bonus gives the person here, before what was taken below; undefined where it gives none. */
  ownRate: Exact | undefined
  paidRate: Exact | undefined
  /** Why the person gets nothing of it though the person stands there. */
  skipped: SkipReason | undefined
  /** What was missing, of those who were skipped. */
  needs: readonly Need[]
}>

/** The way from a source up to the person who is paid, by the first order of the source. */
export function pathTo(walk: Walk, bonus: Bonus, person: number, part: SourcePart): readonly PathStep[] {
  const { world } = walk
  const source = world.population.numberOf.get(part.source) ?? -1
  const order = part.parts[0]?.order ?? ''
  const atMs = world.book.byId.get(order)?.atMs
  const people = wayUp(world, bonus, source, person, atMs)
  const { lines: paid, skipped } = walk.way(part.source, order, people)
  return people.map((at, index) => {
    const id = world.population.people[at]?.id ?? ''
    // What a cap took of a whole leg is not what did not come from its first one.
    const [got, lost] = [
      paid.filter((line) => line.personId === id && line.note === ''),
      skipped.filter((line) => line.personId === id && line.reason !== 'capped'),
    ]
    const payeeMs = payeeMoment(world.plan, atMs)
    const bar = barOf(world, bonus, at, payeeMs)
    const isBelow = at !== person && index > 0
    const reason = got.length > 0 ? undefined : (lost[0]?.reason ?? (isBelow ? bar?.reason : undefined))
    return {
      person: at,
      level: got[0]?.level ?? lost[0]?.level,
      ownRate: ownRate(world, bonus, { ...atPerson(at), source, level: index, payeeMs }),
      paidRate: rateOf(got),
      skipped: reason,
      needs: reason === undefined ? [] : needsOf(world, bonus, at, bar, payeeMs),
    }
  })
}

/** Everybody from the source up to the person; just the two where the person does not stand above. */
function wayUp(
  world: World,
  bonus: Bonus,
  source: number,
  person: number,
  atMs: number | undefined,
): number[] {
  if (source < 0) return [person]
  const name = 'tree' in bonus ? bonus.tree : 'sponsor'
  const tree = atMs === undefined ? world.population.tree(name) : world.population.treeAt(name, atMs)
  const way: number[] = []
  for (let at = source; at >= 0; at = tree.parent[at] ?? -1) {
    way.push(at)
    if (at === person) return way
  }
  return source === person ? [source] : [source, person]
}

function rateOf(lines: readonly Readonly<{ rate: Exact | undefined }>[]): Exact | undefined {
  return lines.find(({ rate }) => rate !== undefined)?.rate
}

/** What a differential compares on the way; other kinds give the rate that they pay. */
function ownRate(world: World, bonus: Bonus, at: At): Exact | undefined {
  if (bonus.kind !== 'differential') return undefined
  return numberRule(world, bonus.rate, 'walk')({ ...at, tree: bonus.tree })
}

function needsOf(
  world: World,
  bonus: Bonus,
  person: number,
  bar: Bar | undefined,
  payeeMs: number | undefined,
): readonly Need[] {
  if (bar) return bar.needs
  // Whoever does not use up a level is passed over, whether paid elsewhere or not.
  if (bonus.kind === 'levels' && bonus.steps.by === 'levels' && typeof bonus.steps.counts !== 'string')
    return unmetNeeds(world, bonus.steps.counts, { ...atPerson(person), tree: bonus.tree, payeeMs })
  return []
}
