import { bonusKinds } from '../bonus-kinds.ts'
import type { Element, Key, KeyType, PlainType } from '../key.ts'
import { planElement } from '../plan-element.ts'
import { givenRanksElement, needsElements, rankElement } from '../read-ranks.ts'
import { groupVolumeElement, personalVolumeElement } from '../read-volumes.ts'

type Schema = Readonly<{ [word: string]: unknown }>

/** A scalar as editors read it: a rule may look like a number, a truth or a date. */
const scalar: Schema = { type: ['string', 'number', 'boolean'] }
const name: Schema = { type: ['string', 'number'] }
const numberOrText: Schema = { type: ['number', 'string'] }
const mapOf = (values: Schema): Schema => ({ type: 'object', additionalProperties: values })
const listOf = (items: Schema): Schema => ({ type: 'array', items })

const plain: Readonly<Record<PlainType, Schema>> = {
  text: scalar,
  tree: { type: 'string' },
  scope: { type: 'string' },
  'whole number': { type: 'integer', minimum: 0 },
  volume: name,
  bonuses: listOf(name),
  'bonuses or all': { anyOf: [{ const: 'all' }, listOf(name)] },
  currency: { type: 'string' },
  step: { type: ['number', 'string'] },
  date: { type: 'string', pattern: String.raw`^\d{4}-\d{2}-\d{2}$` },
  'time zone': { type: 'string' },
  flag: { type: 'boolean' },
  value: numberOrText,
  'constant or fact': numberOrText,
  cells: mapOf(numberOrText),
  rows: mapOf(mapOf(numberOrText)),
  'key or keys': { anyOf: [scalar, { ...listOf(scalar), minItems: 2, maxItems: 2 }] },
  needs: { $ref: '#/$defs/needs' },
  ranks: { anyOf: [listOf({ $ref: '#/$defs/rank' }), { $ref: '#/$defs/given' }] },
  names: listOf(name),
  rules: listOf(scalar),
  places: mapOf(numberOrText),
  table: { type: 'string' },
  expectations: mapOf(mapOf({ anyOf: [scalar, mapOf(scalar)] })),
}

/** The JSON Schema (draft 2020-12) of a plan, from the registry that plans are read by. */
export function planSchema(): Schema {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Openfield plan',
    ...ofElement(planElement),
    $defs: {
      volume: conditional(
        { type: 'object', required: ['group_of'] },
        ofElement(groupVolumeElement),
        ofElement(personalVolumeElement),
      ),
      rank: ofElement(rankElement),
      given: ofElement(givenRanksElement),
      needs: { anyOf: [scalar, listOf({ $ref: '#/$defs/needs' }), ...needsElements.map(ofElement)] },
      bonus: bonusSchema(),
    },
  }
}

/** `if`, `then` and `else` of a schema; made of names and values, as an object with a `then` is taken for a promise. */
function conditional(when: Schema, yes: Schema, no?: Schema): Schema {
  const parts = no ? [when, yes, no] : [when, yes]
  return Object.fromEntries(parts.map((part, index) => [conditionWords[index], part]))
}

const conditionWords = ['if', 'then', 'else']

/** By its kind, so that an editor names the keys of that kind and no others. */
function bonusSchema(): Schema {
  return {
    type: 'object',
    required: ['kind'],
    properties: {
      kind: { enum: bonusKinds.map((kind) => kind.name), description: 'The kind of bonus.' },
    },
    allOf: bonusKinds.map((kind) =>
      conditional({ required: ['kind'], properties: { kind: { const: kind.name } } }, ofElement(kind)),
    ),
  }
}

function ofElement(element: Element): Schema {
  const { keys, either, meaning } = element
  const conditions = [...keys.flatMap(conditionOf), ...(either ? [eitherOf(either)] : [])]
  return {
    type: 'object',
    description: meaning,
    properties: Object.fromEntries(keys.map((key) => [key.name, ofKey(key)])),
    additionalProperties: false,
    required: keys.filter((key) => key.required === true).map((key) => key.name),
    ...(conditions.length > 0 ? { allOf: conditions } : {}),
  }
}

function ofKey({ type, meaning, fallback }: Key): Schema {
  return {
    description: meaning,
    ...(fallback === undefined ? {} : { default: fallback }),
    ...ofType(type),
  }
}

function ofType(type: KeyType): Schema {
  switch (type.is) {
    case 'word':
      return { enum: type.words.flatMap((word) => (/^\d+$/.test(word) ? [Number(word), word] : [word])) }
    case 'rule':
      return scalar
    case 'measures':
      return mapOf(scalar)
    case 'bonus definitions':
      return mapOf({ $ref: '#/$defs/bonus' })
    case 'element': {
      const one = type.of === personalVolumeElement ? { $ref: '#/$defs/volume' } : ofElement(type.of)
      if (type.many === 'no') return one
      return type.many === 'list' ? listOf(one) : mapOf(one)
    }
    default:
      return plain[type.is]
  }
}

/** A key that is required with another one, or only with a word of it. */
function conditionOf({ name: key, required }: Key): Schema[] {
  if (typeof required === 'boolean') return []
  if (required.word === undefined) return [conditional({ required: [required.with] }, { required: [key] })]
  return [
    conditional(
      { required: [required.with], properties: { [required.with]: { const: required.word } } },
      required.optional ? {} : { required: [key] },
      { properties: { [key]: false } },
    ),
  ]
}

/** Exactly one of the groups of keys, and none of the others' own keys. */
function eitherOf(groups: readonly (readonly string[])[]): Schema {
  return {
    oneOf: groups.map((group) => ({
      required: group,
      properties: Object.fromEntries(
        groups
          .flat()
          .filter((key) => !group.includes(key))
          .map((key) => [key, false]),
      ),
    })),
  }
}
