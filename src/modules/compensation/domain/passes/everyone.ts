import { readsSelf, textOfParts, type Aggregate } from '../language/reads.ts'
import { gathered, itemOf, joinText, nothingGathered, readGathered } from './aggregate-code.ts'
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
  const { field } = compiler
  if (reader.person !== '') compiler.renewal?.readsOfAll(key)
  if (known) return readGathered(compiler, known, '0')
  const bound = boundValues()
  const inside = { ...compiler, bound }
  const place = { person: 'p', tree: aggregate.scope.tree }
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
  gather(field.there())
  keepWhole(compiler.renewal, (renewal) => {
    const before = all.values[0]
    gather(field.there())
    if (all.values[0] !== before) renewal.isOther(key)
  })
  compiler.gathers.set(key, all)
  return readGathered(compiler, all, '0')
}
