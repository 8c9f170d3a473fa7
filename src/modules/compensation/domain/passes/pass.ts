import type { EvaluationOrder } from '../language/dependencies.ts'
import { isRolled, rolledKey, type Aggregate } from '../language/reads.ts'
import {
  gathered,
  gatheredText,
  itemOf,
  joinText,
  nothingGathered,
  readGathered,
  type Gathered,
  type Item,
} from './aggregate-code.ts'
import { boundValues, NotCompiled, program, type Code } from './code.ts'
import { compileRule } from './compile-rule.ts'
import type { Column, Compiler, Place } from './compiler.ts'
import type { ColumnRoom } from './room.ts'
import { definitionOf, type Definition } from './definitions.ts'
import { everyoneCode } from './everyone.ts'
import { legsKey, readLevels } from './levels-code.ts'
import { personText } from './order-text.ts'

/** A pass over the people of a tree while its program is written: deepest first, so that everybody below is done. */
type Pass = {
  readonly tree: string
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
}

/** Attempts at a pass: each time an aggregate turns out to need more decimals, it is written anew. */
const MOST_ATTEMPTS = 12

/** Computes the definitions of a stratum for everybody, in one pass. */
export function runStratum(
  compiler: Compiler,
  order: EvaluationOrder,
  stratum: Pick<EvaluationOrder['strata'][number], 'keys' | 'people' | 'tree'>,
): void {
  if (stratum.people === 'top_down') throw new NotCompiled('definitions that read the people above')
  writeAndRun(compiler, order, stratum.tree, stratum.keys, (inside) => {
    for (const key of stratum.keys) inside.require(key)
  })
}

function writeAndRun(
  compiler: Compiler,
  order: EvaluationOrder,
  tree: string,
  keys: readonly string[],
  begin: (inside: Compiler) => void,
): void {
  const needed = new Map<string, number>()
  const { room, taken } = watched(compiler.room)
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    compiler.room.giveBack(...taken)
    taken.length = 0
    const pass: Pass = {
      tree,
      done: compiler,
      keys: new Set(keys),
      own: [],
      up: [],
      rooms: [],
      later: [],
      needed,
      hasGrown: false,
    }
    const [columns, gathers] = [new Map(compiler.columns), new Map(compiler.gathers)]
    const inside: Compiler = {
      ...compiler,
      room,
      bound: boundValues(),
      columns,
      gathers,
      require: (key) => writeKey(inside, pass, order, key),
      aggregate: (within, aggregate, place) => gatherCode(within, pass, order, aggregate, place),
    }
    begin(inside)
    for (let next = pass.later.shift(); next; next = pass.later.shift()) next()
    if (pass.hasGrown) continue
    for (const [key, column] of columns) compiler.columns.set(key, column)
    for (const [key, gather] of gathers) compiler.gathers.set(key, gather)
    return execute(inside, pass)
  }
  throw new NotCompiled(`numbers whose decimals grow from person to person: ${keys.join(', ')}`)
}

/** A room of which is known what was taken, so that an attempt that is written again gives it back. */
function watched(
  of: ColumnRoom,
): Readonly<{ room: ColumnRoom; taken: (Float64Array | Int32Array | Uint8Array)[] }> {
  const taken: (Float64Array | Int32Array | Uint8Array)[] = []
  const noted = <C extends Float64Array | Int32Array | Uint8Array>(column: C): C => {
    taken.push(column)
    return column
  }
  const room = {
    ...of,
    floats: (value?: number) => noted(of.floats(value)),
    ints: (value?: number) => noted(of.ints(value)),
    bytes: (value?: number) => noted(of.bytes(value)),
  }
  return { room, taken }
}

function execute(compiler: Compiler, pass: Pass): void {
  const { bound, field, hand } = compiler
  const { tree, own, up } = pass
  const { parent, order } = field.tree(tree)
  const above = bound.name(parent)
  const person = personText(bound, order)
  const handed = up.length === 0 ? '' : `const q=${above}[p];if(q>=0){${up.join('')}}`
  hand.run(bound, `for(let i=${field.people - 1};i>=0;i--){const p=${person};${own.join('')}${handed}}`)
  keepPass(compiler, pass)
}

/** The same for the people who are renewed: each gathers again from those directly below. */
function keepPass({ bound, renewal }: Compiler, { tree, own, up, rooms }: Pass): void {
  if (!renewal || renewal.refused !== undefined) return
  const empty = rooms.map(({ name, values }) => `${bound.name(values)}[q]=${nothingGathered(name)};`)
  const along = up.length === 0 ? undefined : renewal.along(tree)
  const legs = along
    ? `for(let p=${bound.name(along.legs.first)}[q];p>=0;p=${bound.name(along.legs.next)}[p]){${up.join('')}}`
    : ''
  const person = `${empty.join('')}${legs}const p=q;${own.join('')}`
  const list = bound.name(along?.list ?? renewal.members)
  const step = program(bound, 'n', `for(let i=0;i<n;i++){const q=${list}[i];${person}}`)
  if (!along) return void renewal.steps.push(step)
  renewal.steps.push(() => {
    const count = along.gather()
    step(count)
    renewal.include(along.list.subarray(0, count))
  })
}

/** Writes a definition of the pass, before its first reader. */
function writeKey(inside: Compiler, pass: Pass, order: EvaluationOrder, key: string): void {
  if (inside.columns.has(key) || inside.gathers.has(key) || !pass.keys.has(key)) return
  const aggregate = order.rolled.get(key)
  if (aggregate) return writeRolled(inside, pass, aggregate)
  const definition = definitionOf(inside, key)
  if (definition.is === 'column') inside.columns.set(key, definition.column)
  else if (definition.is === 'group') writeGroup(inside, pass, key, definition)
  else writeCode(inside, pass, key, definition)
}

function writeCode(
  inside: Compiler,
  pass: Pass,
  key: string,
  { code, also }: Extract<Definition, { is: 'code' }>,
): void {
  const whole = wholeGather(inside, code)
  if (whole && also.length === 0) return void inside.columns.set(key, whole)
  const column = columnFor(inside, key, code)
  inside.columns.set(key, column)
  pass.own.push(`${inside.bound.name(column.values)}[p]=${valueText(code)};`, ...also)
}

/** What was gathered, where a definition is nothing else: it needs no column beside it. */
function wholeGather({ bound, gathers }: Compiler, code: Code): Column | undefined {
  if (code.is !== 'number') return undefined
  for (const { values, decimals } of gathers.values())
    if (
      values instanceof Float64Array &&
      decimals === code.decimals &&
      code.text === `${bound.name(values)}[p]`
    )
      return { is: 'number', values, decimals }
  return undefined
}

function valueText(code: Code): string {
  if (code.is === 'truth') return `(${code.text})?1:0`
  if (code.is === 'number' || code.is === 'rank') return code.text
  throw new NotCompiled(`a definition that gives a ${code.is}`)
}

function columnFor({ room }: Compiler, key: string, code: Code): Column {
  if (code.is === 'truth') return { is: 'truth', values: room.bytes() }
  if (code.is === 'rank') return { is: 'rank', values: room.bytes() }
  if (code.is === 'number') return { is: 'number', values: room.floats(), decimals: code.decimals }
  throw new NotCompiled(`${key} as a ${code.is}`)
}

function writeGroup(
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
function writeRolled(inside: Compiler, pass: Pass, aggregate: Aggregate): void {
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

function itemCode(inside: Compiler, { name, scope, of, ...rest }: Aggregate): Item {
  const place: Place = { person: 'p', tree: scope.tree }
  const where = scope.where && compileRule(inside, scope.where, place)
  return itemOf({ name, scope, of, ...rest }, where, of && compileRule(inside, of, place))
}

function grow(pass: Pass, key: string, item: Item, into: Gathered): void {
  if (item.decimals <= into.decimals) return
  pass.needed.set(key, item.decimals)
  pass.hasGrown = true
}

/** The code of an aggregate over people: gathered in this pass where the trees agree, else in one of its own before it. */
function gatherCode(
  inside: Compiler,
  pass: Pass | undefined,
  order: EvaluationOrder,
  aggregate: Aggregate,
  place: Place,
): Code {
  const { items, tree } = aggregate.scope
  if (items === 'everyone') return everyoneCode(computed(inside, pass, order), aggregate, place)
  if (items === 'team' || items === 'downline') {
    if (!isRolled(aggregate))
      throw new NotCompiled('a team of which different values, or those of one reader, count')
    const key = rolledKey(aggregate)
    inside.require(key)
    const known = inside.gathers.get(items === 'team' ? key : `${key} below`)
    if (!known) throw new NotCompiled('a team that is read before it is gathered')
    return readGathered(inside, known, place.person)
  }
  if (items !== 'legs' && items !== 'levels') throw new NotCompiled(`an aggregate over ${items}`)
  const key = legsKey(aggregate)
  if (!inside.gathers.has(`${key} 1`)) {
    if (pass?.tree === tree) writeLevels(inside, pass, key, aggregate)
    else gatherApart(inside, pass, order, key, aggregate)
  }
  return readLevels(inside, key, aggregate, place.person)
}

/**
 * What is computed at once, while a pass is still being written, reads what was computed before that pass: what the pass
 * gathers has room already, and nothing in it yet.
 */
function computed(inside: Compiler, pass: Pass | undefined, order: EvaluationOrder): Compiler {
  return outsidePasses({ ...(pass?.done ?? inside), bound: inside.bound }, order)
}

/** A pass of its own, run at once; what it reads must be computed already. */
function gatherApart(
  inside: Compiler,
  pass: Pass | undefined,
  order: EvaluationOrder,
  key: string,
  aggregate: Aggregate,
): void {
  const { tree } = aggregate.scope
  const done = computed(inside, pass, order)
  writeAndRun(done, order, tree, [], (apart) => {
    apart.aggregate(apart, aggregate, { person: 'p', tree })
  })
  for (let level = 1; done.gathers.has(`${key} ${level}`); level++) {
    const gather = done.gathers.get(`${key} ${level}`)
    if (gather) inside.gathers.set(`${key} ${level}`, gather)
  }
  if (!inside.gathers.has(`${key} 1`)) throw new NotCompiled('an aggregate over legs')
}

/** What the people below hand up: the nearest their own value, those further down what they gathered. */
function writeLevels(inside: Compiler, pass: Pass, key: string, aggregate: Aggregate): void {
  const levels = aggregate.scope.items === 'legs' ? 1 : aggregate.scope.to
  const rooms = Array.from({ length: levels }, () => gatherRoom(inside, pass, key, aggregate))
  rooms.forEach((one, index) => inside.gathers.set(`${key} ${index + 1}`, one))
  pass.later.push(() => {
    const item = itemCode(inside, aggregate)
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

/** For rules outside a pass, such as those of bonuses: what their aggregates need is gathered first. */
export function outsidePasses(compiler: Compiler, order: EvaluationOrder): Compiler {
  return {
    ...compiler,
    require: () => undefined,
    aggregate: (within, aggregate, place) => gatherCode(within, undefined, order, aggregate, place),
  }
}
