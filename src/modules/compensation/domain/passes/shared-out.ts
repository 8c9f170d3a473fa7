import type { EvaluationOrder, Stratum } from '../language/dependencies.ts'
import type { Bonus, Plan } from '../language/plan.ts'
import { goesByClimbs } from './climbs/goes-by-climbs.ts'
import { isMatchedAtOnce } from './bonuses/binary.ts'

/** What a bonus takes, by kind: about ten milliseconds for a million people each. */
const COSTS: Readonly<Record<'binary' | 'differential' | 'levels', number>> = {
  binary: 6,
  differential: 5,
  levels: 3,
}

/** What a binary does of it before the definitions are computed, when a second thread would have nothing to do. */
const BEFORE = 3

/**
 * The bonuses that a second thread takes: those that are programs over columns, with whatever reads them, so that both threads
 * are done at about the same time.
 */
export function secondShare(plan: Plan, order: EvaluationOrder): ReadonlySet<string> {
  const chains = chainsOf(plan, order)
  const costOf = (chain: readonly Bonus[]): number =>
    chain.reduce((sum, bonus) => sum + (costsOf(plan, bonus) ?? 3), 0)
  const second = new Set<string>()
  let [own, other] = [0, 0]
  for (const chain of chains.toSorted((a, b) => costOf(b) - costOf(a))) {
    const cost = costOf(chain)
    const early = chain.some(({ kind }) => kind === 'binary') ? BEFORE : 0
    const isMovable = chain.every((bonus) => costsOf(plan, bonus) !== undefined)
    if (isMovable && other + cost - early < own + cost) {
      other += cost - early
      for (const { name } of chain) second.add(name)
    } else own += cost
  }
  return second.size === plan.bonuses.length ? new Set() : second
}

function costsOf(plan: Plan, bonus: Bonus): number | undefined {
  const { kind } = bonus
  // These call functions of this thread.
  if (goesByClimbs(bonus) || (kind === 'binary' && !isMatchedAtOnce(plan, bonus))) return undefined
  return kind === 'binary' || kind === 'differential' || kind === 'levels' ? COSTS[kind] : undefined
}

/** Bonuses that read each other's pay, or definitions that do, stay together; the others are alone. */
function chainsOf(plan: Plan, order: EvaluationOrder): readonly (readonly Bonus[])[] {
  const chains: Bonus[][] = []
  for (const { keys } of order.strata)
    for (const bonus of plan.bonuses.filter(({ name }) => keys.includes(`${BONUS}${name}`))) {
      const read = bonusesReadBy(order, [`${BONUS}${bonus.name}`])
      const joined = chains.filter((chain) => chain.some(({ name }) => read.has(name)))
      for (const chain of joined) chains.splice(chains.indexOf(chain), 1)
      chains.push([...joined.flat(), bonus])
    }
  return chains
}

/** Everything that a definition reads, by itself or through others. */
function readBy({ reads }: EvaluationOrder, key: string): ReadonlySet<string> {
  const found = new Set<string>()
  const next = [key]
  for (let one = next.pop(); one !== undefined; one = next.pop())
    for (const { to } of reads.get(one) ?? []) {
      if (found.has(to)) continue
      found.add(to)
      next.push(to)
    }
  return found
}

/** The bonuses whose pay is read by one of the keys, by itself or through others. */
export function bonusesReadBy(order: EvaluationOrder, keys: readonly string[]): ReadonlySet<string> {
  const found = keys.flatMap((key) => [...readBy(order, key)])
  return new Set(found.flatMap((key) => (key.startsWith(BONUS) ? key.slice(BONUS.length) : [])))
}

const BONUS = 'bonus:'

/** The strata with those of the second thread as early as what they read allows, so that it is not kept waiting. */
export function secondFirst(
  order: EvaluationOrder,
  strata: readonly Stratum[],
  second: ReadonlySet<string>,
): readonly Stratum[] {
  const [done, rest] = [[] as Stratum[], [...strata]]
  const isReady = (stratum: Stratum): boolean => {
    const reads = new Set(stratum.keys.flatMap((key) => [...readBy(order, key)]))
    return rest.every((one) => one === stratum || !one.keys.some((key) => reads.has(key)))
  }
  const isSecond = ({ keys }: Stratum): boolean => keys.some((key) => second.has(key.slice(BONUS.length)))
  while (rest.length > 0) {
    const at = rest.findIndex((one) => isSecond(one) && isReady(one))
    done.push(...rest.splice(Math.max(0, at), 1))
  }
  return done
}
