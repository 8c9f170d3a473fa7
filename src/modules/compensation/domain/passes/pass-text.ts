import type { Aggregate } from '../language/reads.ts'
import { rolledKey } from '../language/reads.ts'
import { gathered, gatheredText, itemOf, joinText, type Gathered, type Item } from './aggregate-code.ts'
import { NotCompiled } from './code.ts'
import { compileRule } from './compile-rule.ts'
import type { Compiler, Place } from './compiler.ts'
import type { Step } from './renew/renewal.ts'
import type { Definition } from './definitions.ts'

/** A pass over the people of a tree while its program is written: deepest first, so that everybody below is done. */
export type Pass = {
  readonly tree: string
  readonly people: 'bottom_up' | 'top_down'
  /** What was computed before this pass. */
  readonly done: Compiler
  /** The definitions that this pass computes. */
  readonly keys: ReadonlySet<string>
  /** Statements about a person `p`, and those that hand something to `q`, the person above. */
  readonly own: string[]
  readonly up: string[]
  /** What people gather of others in this pass; it is emptied before it is gathered again. */
  readonly rooms: Gathered[]
  /** Code that is written when all definitions of the pass are. */
  readonly later: (() => void)[]
  /** Decimals that aggregates were found to need; an attempt that finds more is written again. */
  readonly needed: Map<string, number>
  hasGrown: boolean
  /** Aggregates whose items turned out to have no pass: these are asked. */
  readonly refused: Set<string>
  /** Whether people below are looked at, so that it is renewed for everybody above. */
  looksBelow: boolean
  /** Steps that add to those who are renewed whoever is asked about one of them; by what is asked. */
  readonly before: Map<string, Step>
}

export function writeGroup(
  inside: Compiler,
  pass: Pass,
  key: string,
  { of, tree, isIncluded, until }: Extract<Definition, { is: 'group' }>,
): void {
  if (tree !== pass.tree) throw new NotCompiled(`${key} in another tree than what it reads`)
  const { bound } = inside
  const values = inside.room.floats()
  const sum = {
    name: 'sum' as const,
    values: isIncluded ? values : inside.room.floats(),
    decimals: of.decimals,
    isRank: false,
  }
  pass.rooms.push(sum)
  const [whole, own] = [`${bound.name(sum.values)}[p]`, `${bound.name(of.values)}[p]`]
  pass.own.push(joinText(inside, sum, 'p', own, of.decimals))
  if (!isIncluded) pass.own.push(`${bound.name(values)}[p]=${whole}-${own};`)
  inside.columns.set(key, { is: 'number', values, decimals: of.decimals })
  pass.later.push(() => {
    const hand = joinText(inside, sum, 'q', whole, of.decimals)
    pass.up.push(until ? `if(!(${until()})){${hand}}` : hand)
  })
}

/** An aggregate over a team: what is gathered from below, and with the own value what is handed up. */
export function writeRolled(inside: Compiler, pass: Pass, aggregate: Aggregate): void {
  if (aggregate.scope.tree !== pass.tree) throw new NotCompiled('a team in another tree than what it reads')
  const key = rolledKey(aggregate)
  const [whole, below] = [gatherRoom(inside, pass, key, aggregate), gatherRoom(inside, pass, key, aggregate)]
  inside.gathers.set(key, whole)
  inside.gathers.set(`${key} below`, below)
  const item = itemCode(inside, aggregate)
  grow(pass, key, item, whole)
  pass.own.push(
    joinText(inside, whole, 'p', gatheredText(inside, below, 'p'), below.decimals),
    `if(${item.when}){${joinText(inside, whole, 'p', item.value, item.decimals)}}`,
  )
  pass.up.push(joinText(inside, below, 'q', gatheredText(inside, whole, 'p'), whole.decimals))
}

function gatherRoom(inside: Compiler, pass: Pass, key: string, { name, type }: Aggregate): Gathered {
  const made = gathered(inside.room, name, { decimals: pass.needed.get(key) ?? 0, isRank: type === 'rank' })
  pass.rooms.push(made)
  return made
}

/** An item that has no pass lets the pass be written again, without the aggregate. */
function itemOrRefused(inside: Compiler, pass: Pass, key: string, aggregate: Aggregate): Item | undefined {
  try {
    return itemCode(inside, aggregate)
  } catch (error) {
    if (!(error instanceof NotCompiled)) throw error
    pass.refused.add(key)
    pass.hasGrown = true
    return undefined
  }
}

function itemCode(inside: Compiler, { name, scope, of, ...rest }: Aggregate): Item {
  const place: Place = { person: 'p', tree: scope.tree, isItem: true }
  const where = scope.where && compileRule(inside, scope.where, place)
  return itemOf({ name, scope, of, ...rest }, where, of && compileRule(inside, of, place))
}

function grow(pass: Pass, key: string, item: Item, into: Gathered): void {
  if (item.decimals <= into.decimals) return
  pass.needed.set(key, item.decimals)
  pass.hasGrown = true
}

/** What the people below hand up: the nearest their own value, those further down what they gathered. */
export function writeLevels(inside: Compiler, pass: Pass, key: string, aggregate: Aggregate): void {
  if (pass.refused.has(key)) throw new NotCompiled('items that have no pass')
  const levels = aggregate.scope.items === 'legs' ? 1 : aggregate.scope.to
  const rooms = Array.from({ length: levels }, () => gatherRoom(inside, pass, key, aggregate))
  rooms.forEach((one, index) => inside.gathers.set(`${key} ${index + 1}`, one))
  pass.later.push(() => {
    const item = itemOrRefused(inside, pass, key, aggregate)
    if (!item) return
    rooms.forEach((one, index) => {
      grow(pass, key, item, one)
      const nearer = rooms[index - 1]
      pass.up.push(
        nearer
          ? joinText(inside, one, 'q', gatheredText(inside, nearer, 'p'), nearer.decimals)
          : `if(${item.when}){${joinText(inside, one, 'q', item.value, item.decimals)}}`,
      )
    })
  })
}
