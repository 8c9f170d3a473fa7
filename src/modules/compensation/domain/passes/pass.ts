import type { EvaluationOrder } from '../language/dependencies.ts'
import { isRolled, rolledKey, type Aggregate } from '../language/reads.ts'
import { nothingGathered, readGathered } from './aggregate-code.ts'
import { refuseZero } from './arithmetic.ts'
import { askedCode, type Asking } from './asked/asked-code.ts'
import { teamCode } from './asked/asked-team.ts'
import { boundValues, NotCompiled, OutOfRange, program, type Code } from './code.ts'
import { readColumn, type Column, type Compiler, type Place } from './compiler.ts'
import { definitionOf, type Definition } from './definitions.ts'
import { everyoneCode } from './everyone.ts'
import { periodsCode } from './periods-code.ts'
import { writeGroup, writeLevels, writeRolled, type Pass } from './pass-text.ts'
import { watched } from './room.ts'
import { legsKey, readLevels } from './levels-code.ts'
import { isMoved, movedVolume } from './moved-volumes.ts'
import { personText } from './order-text.ts'
import { refuseRenewal } from './renew/renewal.ts'

/** Attempts at a pass: each time an aggregate turns out to need more decimals, it is written anew. */
const MOST_ATTEMPTS = 12

/** The definitions of a pass, in which order of which people. */
type Taken = Pick<EvaluationOrder['strata'][number], 'keys' | 'people' | 'tree'>

/** Computes the definitions of a stratum for everybody, in one pass. */
export function runStratum(compiler: Compiler, order: EvaluationOrder, stratum: Taken): void {
  writeAndRun(compiler, order, stratum, (inside) => {
    for (const key of stratum.keys) inside.require(key)
  })
}

function writeAndRun(
  compiler: Compiler,
  order: EvaluationOrder,
  { keys, people, tree }: Taken,
  begin: (inside: Compiler) => void,
): void {
  const [needed, refused] = [new Map<string, number>(), new Set<string>()]
  const { room, taken } = watched(compiler.room)
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    compiler.room.giveBack(...taken)
    taken.length = 0
    const pass: Pass = {
      tree,
      people,
      done: compiler,
      keys: new Set(keys),
      own: [],
      up: [],
      rooms: [],
      later: [],
      needed,
      hasGrown: false,
      refused,
      looksBelow: false,
      before: new Map(),
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
      ask: (within, expression, place) => askedCode(within, askingOf(within, pass, order), expression, place),
    }
    begin(inside)
    for (let next = pass.later.shift(); next; next = pass.later.shift()) next()
    if (pass.hasGrown) continue
    execute(inside, pass)
    for (const [key, column] of columns) compiler.columns.set(key, column)
    for (const [key, gather] of gathers) compiler.gathers.set(key, gather)
    return
  }
  throw new OutOfRange(`numbers whose decimals grow from person to person: ${keys.join(', ')}`)
}

function execute(compiler: Compiler, pass: Pass): void {
  const { bound, field, hand } = compiler
  const { tree, own, up, people } = pass
  const { parent, order } = field.tree(tree)
  const above = bound.name(parent)
  const person = personText(bound, order)
  const handed = up.length === 0 ? '' : `const q=${above}[p];if(q>=0){${up.join('')}}`
  const each =
    people === 'top_down' ? `for(let i=0;i<${field.people};i++)` : `for(let i=${field.people - 1};i>=0;i--)`
  hand.run(bound, `${each}{const p=${person};${own.join('')}${handed}}`)
  keepPass(compiler, pass)
}

/** The same for the people who are renewed: each gathers again from those directly below. */
function keepPass(
  { bound, renewal }: Compiler,
  { tree, own, up, rooms, people, looksBelow, before }: Pass,
): void {
  if (people === 'top_down') refuseRenewal(renewal, 'definitions that read the people above')
  if (!renewal || renewal.refused !== undefined) return
  renewal.steps.push(...before.values())
  const empty = rooms.map(({ name, values }) => `${bound.name(values)}[q]=${nothingGathered(name)};`)
  const along = up.length === 0 && !looksBelow ? undefined : renewal.along(tree)
  const legs =
    along && up.length > 0
      ? `for(let p=${bound.name(along.legs.first)}[q];p>=0;p=${bound.name(along.legs.next)}[p]){${up.join('')}}`
      : ''
  const person = `${empty.join('')}${legs}const p=q;${own.join('')}`
  const list = bound.name(along?.list ?? renewal.members)
  const step = program(bound, 'n', `for(let i=0;i<n;i++){const q=${list}[i];${person}}`)
  if (!along) return void renewal.steps.push(step)
  renewal.steps.push(() => {
    step(along.gather())
    renewal.include(along.gathered())
  })
}

/** Writes a definition of the pass, before its first reader. */
function writeKey(inside: Compiler, pass: Pass, order: EvaluationOrder, key: string): void {
  if (inside.columns.has(key) || inside.gathers.has(key) || !pass.keys.has(key)) return
  if (isMoved(inside, key))
    return void inside.columns.set(key, movedVolume(computed(inside, pass, order), key))
  const aggregate = order.rolled.get(key)
  if (aggregate) return writeTeam(inside, pass, key, aggregate)
  const definition = definitionOf(inside, key)
  if (definition.is === 'column') inside.columns.set(key, definition.column)
  else if (definition.is === 'group') writeGroup(inside, pass, key, definition)
  else writeCode(inside, pass, key, definition)
}

/** An aggregate over a team, by program or, where its items have none, by asking. */
function writeTeam(inside: Compiler, pass: Pass, key: string, aggregate: Aggregate): void {
  try {
    writeRolled(inside, pass, aggregate)
  } catch (error) {
    if (!(error instanceof NotCompiled)) throw error
    inside.gathers.delete(key)
    inside.gathers.delete(`${key} below`)
    pass.looksBelow = true
    writeCode(inside, pass, key, { code: teamCode(inside, key, aggregate), also: [] })
  }
}

function writeCode(
  inside: Compiler,
  pass: Pass,
  key: string,
  { code, also }: Pick<Extract<Definition, { is: 'code' }>, 'code' | 'also'>,
): void {
  const whole = wholeGather(inside, code)
  if (whole && also.length === 0) return void inside.columns.set(key, whole)
  if (code.is === 'quotient') return writeQuotient(inside, pass, key, code)
  const column = columnFor(inside, key, code)
  inside.columns.set(key, column)
  pass.own.push(`${inside.bound.name(column.values)}[p]=${valueText(code)};`, ...also)
}

/** A quotient stays one: what is divided and by what. */
function writeQuotient(
  inside: Compiler,
  pass: Pass,
  key: string,
  { over, under, zero }: Extract<Code, { is: 'quotient' }>,
): void {
  const { bound, room } = inside
  const column: Column = {
    is: 'quotient',
    over: { values: room.floats(), decimals: over.decimals },
    under: { values: room.floats(), decimals: under.decimals },
  }
  const by = zero === 'zero' ? under.text : `${bound.name(refuseZero)}(${under.text})`
  pass.own.push(
    `${bound.name(column.over.values)}[p]=${over.text};`,
    `${bound.name(column.under.values)}[p]=${by};`,
  )
  inside.columns.set(key, column)
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

function columnFor({ room }: Compiler, key: string, code: Code): Exclude<Column, { is: 'quotient' }> {
  if (code.is === 'truth') return { is: 'truth', values: room.bytes() }
  if (code.is === 'rank') return { is: 'rank', values: room.bytes() }
  if (code.is === 'number') return { is: 'number', values: room.floats(), decimals: code.decimals }
  throw new NotCompiled(`${key} as a ${code.is}`)
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
    const asked = items === 'team' ? inside.columns.get(key) : undefined
    if (asked) return readColumn(inside, asked, place.person)
    if (!known) throw new NotCompiled('a team that is read before it is gathered')
    return readGathered(inside, known, place.person)
  }
  if (items === 'last periods') return periodsCode(inside, aggregate, place)
  if (items !== 'legs' && items !== 'levels') throw new NotCompiled(`an aggregate over ${items}`)
  const key = legsKey(aggregate)
  if (!inside.gathers.has(`${key} 1`)) {
    if (pass?.tree === tree && pass.people === 'bottom_up') writeLevels(inside, pass, key, aggregate)
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
  writeAndRun(done, order, { keys: [], people: 'bottom_up', tree }, (apart) => {
    apart.aggregate(apart, aggregate, { person: 'p', tree })
  })
  for (let level = 1; done.gathers.has(`${key} ${level}`); level++) {
    const gather = done.gathers.get(`${key} ${level}`)
    if (gather) inside.gathers.set(`${key} ${level}`, gather)
  }
  if (!inside.gathers.has(`${key} 1`)) throw new NotCompiled('an aggregate over legs')
}

/** For rules outside a pass, such as those of bonuses: what their aggregates need is gathered first. */
export function outsidePasses(compiler: Compiler, order: EvaluationOrder): Compiler {
  return {
    ...compiler,
    require: () => undefined,
    aggregate: (within, aggregate, place) => gatherCode(within, undefined, order, aggregate, place),
    ask: (within, expression, place) =>
      askedCode(within, askingOf(within, undefined, order), expression, place),
  }
}

/** What is asked while a pass is being written may read what the pass computes; everything else stands in columns. */
function askingOf(within: Compiler, pass: Pass | undefined, order: EvaluationOrder): Asking {
  return {
    done: computed(within, pass, order),
    writes: (key) => pass?.keys.has(key) === true,
    looksBelow: (tree) => {
      if (pass?.tree === tree) pass.looksBelow = true
    },
    before: (key, step) => {
      if (!step) return
      if (pass) pass.before.set(key, step)
      else within.renewal?.steps.push(step)
    },
  }
}
