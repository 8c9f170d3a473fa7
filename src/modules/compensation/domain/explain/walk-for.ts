import type { Exact } from '#shared/exact.ts'
import type { Bonus } from '../language/plan.ts'
import { worldSoFar } from '../passes/asked/world-so-far.ts'
import { NotCompiled, OutOfRange } from '../passes/code.ts'
import type { PassResult } from '../passes/run-passes.ts'
import { ratesOf, type Ground, type Rates } from '../passes/shares/shares.ts'
import { CANCELLED_MAX, teamOf } from '../passes/shares/team-index.ts'
import { isTeamBonus, type TeamBonus } from '../passes/climbs/goes-by-climbs.ts'
import type { Focus } from '../pay/bonuses/collect.ts'
import type { PayLine, SkippedLine, SkipReason } from '../pay/pay-result.ts'
import type { Walked } from '../pay/run-pay.ts'
import { walkPart, walkWay } from '../pay/walk-part.ts'
import { below } from '../pay/tree.ts'
import type { World } from '../pay/world.ts'
import { everybodyOf, tookOf } from './everybody.ts'
import { walkByLegs } from './legs.ts'
import { bringing, sumOf } from './sources.ts'
import { toldLines } from './told-lines.ts'
import { unpaidOf } from './unpaid.ts'

/** Lines of some sources, to whomever they go. */
export type Lines = Readonly<{ lines: readonly PayLine[]; skipped: readonly SkippedLine[] }>

/** What the team of somebody brings, in one sum that opens further. */
export type Leg = Readonly<{ person: number; sources: number; amount: Exact }>

/** What did not come to the person, by reason. */
export type Unpaid = Readonly<{ reason: SkipReason; missing: string; parts: number; amount: Exact }>

/** What an explanation of one person's bonus is told from. */
export type Walk = Readonly<{
  world: World
  /** The person's lines. */
  lines: readonly PayLine[]
  unpaid: readonly Unpaid[]
  /** What the orders of a source brought to the people on their way, as far as the person. */
  way: (source: string, order: string, people: readonly number[]) => Lines
  /** Where too many would have to be walked: what each leg brings, beside the lines. */
  legs: readonly Leg[]
  /** What all sources bring together, and how many they are, where lines and legs do not tell all of it. */
  all: Readonly<{ amount: Exact; sources: number }> | undefined
}>

/** What is asked about: a person's bonus; of it the team of one below, or one source. */
export type Node = Readonly<{
  bonus: Bonus
  payee: number
  leg?: number | undefined
  source?: number | undefined
}>

/** A node whose sources or whose steps from them are more is told by legs. */
export type Bounds = Readonly<{ sources: number; steps: number }>

const BOUNDS: Bounds = { sources: 1_000, steps: 30_000 }

/** What the passes know around a node. */
export type Place = Readonly<{
  world: World
  passed: PassResult
  node: Node
  focus: (sources: readonly number[]) => Focus
  way: Walk['way']
}>

/**
 * Walks what one person is paid by one bonus, over the sources that reach the person alone, in the world of a run by passes.
 * Undefined where that does not come to the amount of the passes or needs more than they know: the whole walk tells it then.
 */
export function walkFor(
  world: World,
  passed: PassResult,
  node: Node,
  bounds: Bounds = BOUNDS,
): Walk | undefined {
  // In a period of another calendar than its own a bonus pays nobody.
  if (node.bonus.calendar !== world.period.kind) return nothingPaid(world, node)
  try {
    const walk = walkAt(placeOf(worldOf(world, passed, node.bonus), passed, node), bounds)
    return walk && { ...walk, world }
  } catch (error) {
    if (error instanceof NotCompiled || error instanceof OutOfRange) return undefined
    throw error
  }
}

/** The world of a run, or of its bonus that goes by the standing of a closed period. */
function worldOf(world: World, passed: PassResult, bonus: Bonus): World {
  const byClosed = bonus.calendar !== world.plan.calendar && bonus.standing === 'last_closed'
  return byClosed ? worldSoFar(passed.compiler(bonus)) : world
}

function nothingPaid(world: World, { leg }: Node): Walk {
  return {
    world,
    lines: [],
    unpaid: [],
    way: () => ({ lines: [], skipped: [] }),
    legs: [],
    all: leg === undefined ? undefined : { amount: 0, sources: 0 },
  }
}

/** The same from a run that walked everything. */
export function wholeWalk({ result, world }: Walked, { bonus, payee, leg }: Node): Walk {
  const told = toldLines(result)
  const idOf = (person: number): string => world.population.people[person]?.id ?? ''
  const id = idOf(payee)
  const paid = told.paidTo(id, bonus.name)
  const tree = world.population.tree('tree' in bonus ? bonus.tree : 'sponsor')
  const team = leg === undefined ? undefined : new Set([...below(tree, leg, true)].map(idOf))
  const lines = team ? paid.filter(({ sourcePerson }) => team.has(sourcePerson)) : paid
  return {
    world,
    lines,
    unpaid: unpaidOf(told.skippedFor(id, bonus.name)),
    way: (source, order) => ({
      lines: told.paidFrom(bonus.name, source, order),
      skipped: told.skippedFrom(bonus.name, source, order),
    }),
    legs: [],
    all: team && {
      amount: sumOf(lines.map(({ amount }) => amount)),
      sources: bringing(
        [...Map.groupBy(lines, ({ sourcePerson }) => sourcePerson).values()].map((own) =>
          sumOf(own.map(({ amount }) => amount)),
        ),
      ),
    },
  }
}

function placeOf(world: World, passed: PassResult, node: Node): Place {
  const { bonus, payee } = node
  const settled = passed.bonuses.find((one) => one.bonus.name === bonus.name)
  if (!settled) throw new Error(`the run did not pay ${bonus.name}`)
  if (settled.takenBack?.has(payee)) throw new NotCompiled('pay that returns change')
  const everybody = everybodyOf(world, passed, settled, payee)
  const focus = (sources: readonly number[]): Focus => ({ payee, sources, keepsOthers: false, everybody })
  const ways = new Map<string, Lines>()
  return {
    world,
    passed,
    node,
    focus,
    way(source, order, people) {
      const number = world.population.numberOf.get(source) ?? -1
      const all = ways.get(source) ?? wayOf(world, bonus, focus([number]), people)
      ways.set(source, all)
      const isOf = (line: PayLine | SkippedLine): boolean =>
        line.sourcePerson === source && line.sourceOrder === order
      return { lines: all.lines.filter(isOf), skipped: all.skipped.filter(isOf) }
    },
  }
}

/** What a source brings on its way: an amount looks from each of the people at it, all others go up from it. */
function wayOf(world: World, bonus: Bonus, focus: Focus, people: readonly number[]): Lines {
  if (bonus.kind !== 'amount') return walkWay(world, bonus, focus)
  const ways = people.map((payee) => walkWay(world, bonus, { ...focus, payee }))
  return { lines: ways.flatMap(({ lines }) => lines), skipped: ways.flatMap(({ skipped }) => skipped) }
}

function walkAt(place: Place, bounds: Bounds): Walk | undefined {
  const { passed, node } = place
  const { bonus, payee, leg } = node
  if (!isTeamBonus(bonus)) return leg === undefined ? wholePart(place, [payee]) : undefined
  const ground = groundIn(place.world, passed, bonus)
  if (!ground) return leg === undefined ? ofTeam(place, bonus, bounds) : undefined
  const rates = ratesOf(ground, payee)
  const sources = reaching(ground, rates, payee, leg ?? payee, bounds)
  return sources && leg === undefined ? wholePart(place, sources) : walkByLegs(place, ground, rates, sources)
}

/** The columns that shares are read from; undefined for a bonus that no pass says, or that looks at payees by the time of orders. */
function groundIn({ plan }: World, passed: PassResult, bonus: TeamBonus): Ground | undefined {
  if (plan.changes?.payees === 'at_order' || placesChange(passed)) return undefined
  try {
    return passed.ground(bonus)
  } catch (error) {
    if (error instanceof NotCompiled) return undefined
    throw error
  }
}

function placesChange(passed: PassResult): boolean {
  return passed.compiler().field.placesChange
}

/** All lines where no shares say who of the team brings something: the whole team is walked from, unless it is too large. */
function ofTeam(place: Place, { tree: name }: TeamBonus, bounds: Bounds): Walk | undefined {
  const { field } = place.passed.compiler()
  const tree = field.tree(name)
  // Anybody may have stood below when an order came.
  const { from, until } = field.placesChange
    ? { from: 0, until: field.there() }
    : teamOf(tree, place.node.payee)
  return until - from > bounds.sources ? undefined : wholePart(place, [...tree.order.subarray(from, until)])
}

/** All lines of the person's bonus, where they come to what the passes say. */
function wholePart({ world, passed, node, focus, way }: Place, sources: readonly number[]): Walk | undefined {
  const { bonus, payee } = node
  const settled = passed.bonuses.find((one) => one.bonus.name === bonus.name)
  if (!settled) return undefined
  const part = walkPart(world, bonus, focus(sources), tookOf(passed, settled, payee))
  if (part.minor !== BigInt(settled.minor[payee] ?? 0)) return undefined
  return { world, lines: part.lines, unpaid: unpaidOf(part.skipped), way, legs: [], all: undefined }
}

/** The people of a team whose orders reach the payee; undefined where they are too many to be walked from. */
function reaching(
  { tree, base }: Ground,
  { from, rates }: Rates,
  payee: number,
  root: number,
  bounds: Bounds,
): readonly number[] | undefined {
  const { order, depth } = tree
  const deep = depth[payee] ?? 0
  const sellers: number[] = []
  const people: number[] = []
  let steps = 0
  const team = teamOf(tree, root)
  for (let i = team.from; i < team.until; i++) {
    if (rates[i - from] === 0) continue
    const person = order[i] ?? 0
    if (people.length < CANCELLED_MAX) people.push(person)
    if (base[person] === 0) continue
    sellers.push(person)
    steps += (depth[person] ?? 0) - deep + 1
    if (sellers.length > bounds.sources || steps > bounds.steps) return undefined
  }
  // Orders of somebody that cancel out are told as long as they are not looked for among too many.
  return people.length < CANCELLED_MAX ? people : sellers
}
