import { readsOf } from '../../language/dependencies.ts'
import type { Expression } from '../../language/expression.ts'
import { partsOf, readsSelf } from '../../language/reads.ts'
import { NotCompiled, numberCode, truth, type Code } from '../code.ts'
import { refuseRenewal, type Step } from '../renew/renewal.ts'
import { readColumn, type Compiler, type Place } from '../compiler.ts'
import { askedColumn, askedKey } from './asked-column.ts'
import { othersStep, refuseUnkept } from './keep-asked.ts'
import { partsNow, treesBelow, waysOf } from './ways.ts'
import {
  askedIn,
  askedSafely,
  fractionOf,
  FRACTION_DECIMALS,
  kindOf,
  rankIn,
  unitsOrNeeds,
  type AskAt,
} from './asked-value.ts'

/** Where a rule is asked: in a pass that is being written, or outside of passes. */
export type Asking = Readonly<{
  /** What was computed before that pass; what is asked of everybody at once becomes a column of it. */
  done: Compiler
  /** Whether the pass computes a definition. */
  writes: (key: string) => boolean
  /** People below in a tree are looked at while the pass is under way. */
  looksBelow: (tree: string) => void
  /** A step to be taken before the pass is renewed. */
  before: (key: string, step: Step | undefined) => void
}>

/** The code of a rule, or of a part of one, that has no pass: the walking engine is asked about each person. */
export function askedCode(
  within: Compiler,
  { done, writes, looksBelow, before }: Asking,
  expression: Expression,
  place: Place,
): Code {
  const key = askedKey(expression, place)
  const kind = kindOf(expression)
  if (kind === undefined) throw new NotCompiled('a text that is asked of single people')
  if (within.needed.get(key) === 'whole') throw new NotCompiled('a rule that not everybody can be asked')
  refusePlace(expression, place)
  gatherEverybody(done, expression, place)
  refuseUnkept(within, partsNow(expression))
  if (expression.node === 'aggregate' && expression.scope.items === 'everyone' && !readsSelf(expression))
    refuseRenewal(within.renewal, 'what everybody has together, asked of each')
  const reads = place.person === '' ? [] : readsOf(within.plan, expression, place.tree)
  const isInPass = reads.some(({ to }) => writes(to))
  if (!isInPass && isOfPerson(expression, place))
    return readColumn(within, askedColumn(done, expression, place), place.person)
  for (const { to, by } of reads) if (by === 'same') within.require(to)
  for (const tree of treesBelow(expression)) looksBelow(tree)
  before(key, othersStep(done, waysOf(within.plan, [expression])))
  return callCode(within, key, askedIn(within, expression, place), { ...place, kind })
}

/** Whether a rule is asked with nothing but a person: a column of everybody holds it. */
function isOfPerson(expression: Expression, { person, source, level }: Place): boolean {
  if (person === '') return false
  if ((source ?? person) === person && (level ?? '0') === '0') return true
  return ![...partsNow(expression)].some(
    (part) => part.node === 'field' && (part.of === 'walk' || part.hops[0] === 'source'),
  )
}

/** What a place does not hold cannot be asked there. */
function refusePlace(expression: Expression, { isItem, source, level, pathRank }: Place): void {
  if (isItem && readsSelf(expression)) throw new NotCompiled('items as one reader sees them')
  for (const part of partsOutside(expression)) {
    if (part.node === 'running') throw new NotCompiled('a rule with running')
    if (part.node !== 'field') continue
    if (part.hops[0] === 'line') throw new NotCompiled('a rule about the line of a walk')
    if (part.hops[0] === 'source' && source === undefined) throw new NotCompiled('a source outside a walk')
    const variable = part.name === 'level' ? level : pathRank
    if (part.of === 'walk' && variable === undefined) throw new NotCompiled(`${part.name} outside a walk`)
  }
}

const ofOrders: readonly string[] = ['purchases', 'sales', 'purchase lines', 'sale lines', 'lines']

/** The parts of a rule, without those that are about an order or a line that the rule itself looks at. */
function* partsOutside(expression: Expression): Generator<Expression> {
  yield expression
  const isOfOrders = expression.node === 'aggregate' && ofOrders.includes(expression.scope.items)
  for (const part of partsOf(expression))
    for (const one of partsOutside(part)) if (!isOfOrders || one.node !== 'running') yield one
}

/** What a rule reads of everybody together is gathered once, and not by each who asks. */
function gatherEverybody(done: Compiler, expression: Expression, place: Place): void {
  for (const part of partsNow(expression))
    if (
      part !== expression &&
      part.node === 'aggregate' &&
      part.scope.items === 'everyone' &&
      !readsSelf(part)
    )
      done.aggregate(done, part, place)
}

type CallPlace = Place & Readonly<{ kind: 'number' | 'truth' | 'rank' }>

/** A call for each person, while columns are still being computed, or with what stands in a walk. */
export function callCode(
  { bound, field, needed }: Compiler,
  key: string,
  plain: AskAt,
  place: CallPlace,
): Code {
  const ask = askedSafely(key, plain)
  const read: AskAt = (person, ...at) => (person < field.there() ? ask(person, ...at) : 0)
  const of = [place.person || '-1', place.level ?? '0', place.pathRank ?? '0', place.source ?? '-1'].join(',')
  const call = (value: (...at: Parameters<AskAt>) => unknown): string => `${bound.name(value)}(${of})`
  if (place.kind === 'truth') return truth(call((...at) => read(...at) === true))
  if (place.kind === 'rank') return { is: 'rank', text: call((...at) => rankIn(read(...at))) }
  const needs = needed.get(key) ?? 2
  if (typeof needs === 'number')
    return numberCode(
      call((...at) => unitsOrNeeds(key, read(...at), needs)),
      needs,
    )
  return {
    is: 'quotient',
    over: numberCode(
      call((...at) => fractionOf(read(...at)).over),
      FRACTION_DECIMALS,
    ),
    under: numberCode(
      call((...at) => fractionOf(read(...at)).under),
      0,
    ),
    zero: 'zero',
  }
}
