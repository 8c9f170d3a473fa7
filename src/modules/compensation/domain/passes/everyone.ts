import { readsSelf, textOfParts, type Aggregate } from '../language/reads.ts'
import type { Value } from '../language/value.ts'
import { gathered, itemOf, joinText, nothingGathered, readGathered, type Gathered } from './aggregate-code.ts'
import {
  askedIn,
  askedSafely,
  FRACTION_DECIMALS,
  fractionOf,
  kindOf,
  numberIn,
  rankIn,
  unitsOrNeeds,
} from './asked/asked-value.ts'
import { decimalsOf } from './asked/column-values.ts'
import { boundValues, NotCompiled, program, type Code } from './code.ts'
import { compileRule } from './compile-rule.ts'
import type { Compiler, Place } from './compiler.ts'
import { columnRoom } from './room.ts'
import { keepWhole } from './renew/renewal.ts'

/** An aggregate over all people: one value, computed when it is first read. */
export function everyoneCode(compiler: Compiler, aggregate: Aggregate, reader: Place): Code {
  if (readsSelf(aggregate)) throw new NotCompiled('everyone as one reader sees them')
  const key = `everyone:${textOfParts([aggregate])}`
  const known = compiler.gathers.get(key)
  if (reader.person !== '') compiler.renewal?.readsOfAll(key)
  if (known) return readGathered(compiler, known, '0')
  const { all, gather } = gatherer(compiler, key, aggregate)
  gather()
  keepWhole(compiler.renewal, (renewal) => {
    const [before, under] = [all.values[0], all.under?.[0]]
    gather()
    if (all.values[0] !== before || all.under?.[0] !== under) renewal.isOther(key)
  })
  compiler.gathers.set(key, all)
  return readGathered(compiler, all, '0')
}

/** What holds the one value, and what works it out again. */
type Gatherer = Readonly<{ all: Gathered; gather: () => void }>

function gatherer(compiler: Compiler, key: string, aggregate: Aggregate): Gatherer {
  try {
    return programmed(compiler, aggregate)
  } catch (error) {
    if (!(error instanceof NotCompiled)) throw error
    return askedOnce(compiler, key, aggregate)
  }
}

function programmed(compiler: Compiler, aggregate: Aggregate): Gatherer {
  const { field } = compiler
  const bound = boundValues()
  const inside = { ...compiler, bound }
  const place: Place = { person: 'p', tree: aggregate.scope.tree, isItem: true }
  const { where } = aggregate.scope
  const item = itemOf(
    aggregate,
    where && compileRule(inside, where, place),
    aggregate.of && compileRule(inside, aggregate.of, place),
  )
  const all = gathered(columnRoom(1), aggregate.name, item)
  const join = joinText(inside, all, '0', item.value, item.decimals)
  // The one value is read by texts as soon as these are written.
  compiler.hand.finish()
  const empty = `${bound.name(all.values)}[0]=${nothingGathered(aggregate.name)};`
  const gather = program(bound, 'n', `${empty}for(let p=0;p<n;p++){if(${item.when}){${join}}}`)
  return { all, gather: () => void gather(field.there()) }
}

/** What no program says of everybody, such as how many different values there are. */
function askedOnce(compiler: Compiler, key: string, aggregate: Aggregate): Gatherer {
  const kind = kindOf(aggregate)
  if (kind === undefined || compiler.needed.get(key) === 'whole')
    throw new NotCompiled('a text of everybody, or what not everybody can be asked')
  compiler.hand.finish()
  const ask = (): Value => {
    // Each time anew: what was gathered before is another value now.
    const gathers = new Map([...compiler.gathers].filter(([known]) => known !== key))
    const asked = askedIn({ ...compiler, gathers }, aggregate, { person: '', tree: aggregate.scope.tree })
    return askedSafely(key, asked)(-1)
  }
  const first = ask()
  if (kind === 'number') {
    const decimals = decimalsOf(numberIn(first))
    return decimals === 'fraction'
      ? fractionOnce(ask)
      : unitsOnce(ask, (value) => unitsOrNeeds(key, value, decimals), {
          name: 'sum',
          decimals,
          isRank: false,
        })
  }
  if (kind === 'rank') return unitsOnce(ask, rankIn, { name: 'sum', decimals: 0, isRank: true })
  return unitsOnce(ask, (value) => (value === true ? 1 : 0), { name: 'any', decimals: 0, isRank: false })
}

function unitsOnce(
  ask: () => Value,
  unitsOf: (value: Value) => number,
  what: Pick<Gathered, 'name' | 'decimals' | 'isRank'>,
): Gatherer {
  const values = new Float64Array(1)
  return { all: { ...what, values }, gather: () => void (values[0] = unitsOf(ask())) }
}

/** What ends within no decimals, such as a sum of shares, is held as what is divided and by what. */
function fractionOnce(ask: () => Value): Gatherer {
  const [values, under] = [new Float64Array(1), new Float64Array(1)]
  const gather = (): void => {
    const parts = fractionOf(ask())
    values[0] = parts.over
    under[0] = parts.under
  }
  return { all: { name: 'sum', values, under, decimals: FRACTION_DECIMALS, isRank: false }, gather }
}
