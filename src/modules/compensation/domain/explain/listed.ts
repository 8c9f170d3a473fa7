import { add, exactText, subtract, ZERO, type Exact } from '#shared/exact.ts'
import type { Asked } from './explain.ts'
import { bringing, cut, sumOf, type Parts, type SourcePart } from './sources.ts'
import type { Leg, Walk } from './walk-for.ts'

/** The most parts of a node, and orders of a source, that are listed one by one; the rest is one counted sum that opens. */
export const LISTED_MAX = 100

/** One part of a node: a source, or the team of somebody below. */
type Item = Readonly<{ source: SourcePart } | { leg: Leg }>

/** What is not listed, counted; `from` opens it, unless it is all but one source that was asked for. */
export type Rest = Readonly<{
  sources: number
  /** Undefined among teams, whose orders are counted where they are opened. */
  orders: number | null
  exact: string
  from: number | null
}>

export type ListedItems = Readonly<{
  items: readonly Item[]
  together: Exact
  before: Rest | null
  more: Rest | null
}>

/** The parts of a node that are listed, the largest first (what the node's own orders bring before its teams), and the rest. */
export function listItems(walk: Walk, { sources, legs }: Parts, asked: Asked): ListedItems {
  const items: Item[] = [...sources.map((source) => ({ source })), ...legs.map((leg) => ({ leg }))]
  if (asked.source !== undefined) return oneSource(walk, items, asked.source)
  const from = asked.from ?? 0
  const until = from + LISTED_MAX
  return {
    items: items.slice(from, until),
    together: sumOf(items.map(amountOf)),
    before: restOf(items.slice(0, from), Math.max(0, from - LISTED_MAX)),
    more: restOf(items.slice(until), until),
  }
}

function oneSource({ all }: Walk, items: readonly Item[], code: string): ListedItems {
  const isAsked = (item: Item): boolean => 'source' in item && item.source.source === code
  const listed = items.filter(isAsked)
  const rest = restOf(
    items.filter((item) => !isAsked(item)),
    null,
  )
  if (!all) return { items: listed, together: sumOf(items.map(amountOf)), before: null, more: rest }
  const together = cut(all.amount)
  const sources = all.sources - bringing(listed.map(amountOf))
  const exact = exactText(subtract(together, sumOf(listed.map(amountOf))))
  return {
    items: listed,
    together,
    before: null,
    more: sources > 0 ? { sources, orders: null, exact, from: null } : null,
  }
}

function restOf(items: readonly Item[], from: number | null): Rest | null {
  if (items.length === 0) return null
  const isPlain = items.every((item) => 'source' in item)
  return {
    sources: items.reduce((sum, item) => sum + ('leg' in item ? item.leg.sources : 1), 0),
    orders: isPlain
      ? items.reduce((sum, item) => sum + ('source' in item ? item.source.parts.length : 0), 0)
      : null,
    exact: exactText(items.reduce<Exact>((sum, item) => add(sum, amountOf(item)), ZERO)),
    from,
  }
}

function amountOf(item: Item): Exact {
  return 'leg' in item ? item.leg.amount : item.source.amount
}
