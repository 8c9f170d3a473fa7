import type { Expression } from '../language/expression.ts'
import { personKinds, personStatuses } from '../language/words.ts'
import { columnKey } from '../pay/fields.ts'
import { NotCompiled, numberCode, type Code } from './code.ts'
import { readColumn, type Compiler, type Place } from './compiler.ts'
import { NO_DAY, type TextColumn } from './field-columns.ts'

type Field = Extract<Expression, { node: 'field' }>

/** The code of a name: of the person that is looked at, of the source of a walk, or of the company. */
export function compileField(compiler: Compiler, field: Field, place: Place): Code {
  if (field.of === 'period')
    return {
      is: 'day',
      text: String(field.name === 'period start' ? compiler.days.first : compiler.days.last),
    }
  if (field.of === 'walk') return walkField(field.name, place)
  const person = personOf(field, place)
  if (person === '') return companyField(compiler, field)
  if (field.of === 'attribute') return textCode(compiler, compiler.field.attribute(field.name), person)
  if (field.of === 'fact') return textCode(compiler, compiler.field.fact(field.name), person)
  if (field.of === 'volume' || field.of === 'measure') return columnCode(compiler, field, person)
  if (field.of === 'person') return personField(compiler, field, person, place)
  throw new NotCompiled(`a name of a ${field.of}`)
}

function personOf(field: Field, place: Place): string {
  const [hop, ...more] = field.hops
  if (hop === undefined) return place.person
  if (hop === 'self' && more.length === 0 && place.isItem === undefined) return place.person
  if (hop === 'source' && more.length === 0 && place.source !== undefined) return place.source
  throw new NotCompiled(`a name that leads over ${field.hops.join('.')}`)
}

function companyField(compiler: Compiler, field: Field): Code {
  return { is: 'constant', value: field.of === 'fact' ? compiler.field.companyFact(field.name) : '' }
}

function walkField(name: string, place: Place): Code {
  const variable = name === 'level' ? place.level : place.pathRank
  if (variable === undefined) throw new NotCompiled(`${name} outside a walk`)
  return name === 'level' ? numberCode(variable, 0) : { is: 'rank', text: variable }
}

function columnCode(compiler: Compiler, field: Field, person: string): Code {
  const key = columnKey(field)
  compiler.require(key)
  const column = compiler.columns.get(key)
  if (!column) throw new NotCompiled(`${field.name} before it is computed`)
  return readColumn(compiler, column, person)
}

function personField(compiler: Compiler, field: Field, person: string, place: Place): Code {
  const { bound, days, field: of } = compiler
  switch (field.name) {
    case 'kind':
      return textCode(compiler, { words: personKinds, place: of.kind }, person)
    case 'status':
      return textCode(compiler, { words: personStatuses, place: of.status }, person)
    case 'market':
      return textCode(compiler, of.attribute('market'), person)
    case 'side': {
      const tree = of.tree(place.tree)
      return textCode(compiler, { words: tree.sides, place: tree.side }, person)
    }
    case 'joined':
      return { is: 'day', text: `${bound.name(of.joinedDay)}[${person}]` }
    case 'days since joining': {
      const since = (from: number): number => (from === NO_DAY ? 0 : days.last - from)
      return numberCode(`${bound.name(since)}(${bound.name(of.joinedDay)}[${person}])`, 0)
    }
    case 'previous rank':
      return { is: 'rank', text: `${bound.name(of.before.rank)}[${person}]` }
    default:
      return columnCode(compiler, field, person)
  }
}

function textCode({ bound }: Compiler, { words, place }: TextColumn, person: string): Code {
  if (words.length === 0) return { is: 'constant', value: '' }
  return { is: 'text', place: `${bound.name(place)}[${person}]`, words }
}
