import { z } from 'zod'

/** The parts of a description that a caller relies on. */
const description = z.looseObject({
  paths: z.record(z.string(), z.record(z.string(), z.looseObject({ operationId: z.string() }))),
})
const node = z.record(z.string(), z.unknown())

type Json = Readonly<Record<string, unknown>>

/**
 * What of a newer description would break a program that was written against the older one: a call that is gone; an
 * answer that lost a property or changed its type; a request that asks for more than before or takes less. Each is
 * named by its place. Additions that nobody needs to know of are no breach.
 */
export function breakingChanges(older: unknown, newer: unknown): string[] {
  const [before, after] = [description.parse(older), description.parse(newer)]
  const breaches: string[] = []
  for (const [path, methods] of Object.entries(before.paths))
    for (const [method, operation] of Object.entries(methods)) {
      const name = `${method.toUpperCase()} ${path}`
      const kept = after.paths[path]?.[method]
      if (kept) breaches.push(...operationBreaches(operation, kept).map((breach) => `${name}: ${breach}`))
      else breaches.push(`${name} is gone`)
    }
  return breaches
}

function operationBreaches(before: Json, after: Json): string[] {
  return [
    ...parameterBreaches(listOf(before['parameters']), listOf(after['parameters'])),
    ...requestBreaches(before, after),
    ...answerBreaches(before, after),
  ]
}

function parameterBreaches(before: readonly Json[], after: readonly Json[]): string[] {
  const place = (parameter: Json): string =>
    `${String(parameter['in'])} parameter ${String(parameter['name'])}`
  const known = new Map(before.map((parameter) => [place(parameter), parameter]))
  const kept = new Map(after.map((parameter) => [place(parameter), parameter]))
  const gone = [...known.keys()].filter((name) => !kept.has(name)).map((name) => `${name} is gone`)
  const asked = [...kept].flatMap(([name, parameter]) => {
    const older = known.get(name)
    if (parameter['required'] === true && older?.['required'] !== true) return [`${name} is newly required`]
    return older ? schemaBreaches(at(older, 'schema'), at(parameter, 'schema'), name, 'request') : []
  })
  return [...gone, ...asked]
}

function requestBreaches(before: Json, after: Json): string[] {
  const [older, newer] = [bodySchema(at(before, 'requestBody')), bodySchema(at(after, 'requestBody'))]
  if (!older && newer) return ['a body is newly required']
  return older && newer ? schemaBreaches(older, newer, 'body', 'request') : []
}

function answerBreaches(before: Json, after: Json): string[] {
  const answers = at(after, 'responses') ?? {}
  return Object.entries(at(before, 'responses') ?? {}).flatMap(([status, answer]) => {
    const newer = at(answers, status)
    if (!newer) return [`the answer ${status} is gone`]
    const [olderSchema, newerSchema] = [bodySchema(node.safeParse(answer).data), bodySchema(newer)]
    if (!olderSchema) return []
    return newerSchema
      ? schemaBreaches(olderSchema, newerSchema, `answer ${status}`, 'answer')
      : [`the answer ${status} lost its body`]
  })
}

/** Walks two shapes at once. What a caller sends may become wider, what a caller gets may become richer. */
function schemaBreaches(
  before: Json | undefined,
  after: Json | undefined,
  place: string,
  side: 'request' | 'answer',
): string[] {
  if (!before || !after) return []
  const breaches: string[] = []
  if (before['type'] !== undefined && JSON.stringify(before['type']) !== JSON.stringify(after['type']))
    breaches.push(`${place} changed its type`)
  breaches.push(...valueBreaches(before, after, place, side))
  const [olderFields, newerFields] = [at(before, 'properties') ?? {}, at(after, 'properties') ?? {}]
  for (const name of Object.keys(olderFields)) {
    const inside = `${place}.${name}`
    if (!(name in newerFields)) breaches.push(`${inside} is gone`)
    else breaches.push(...schemaBreaches(at(olderFields, name), at(newerFields, name), inside, side))
  }
  const [olderNeeds, newerNeeds] = [namesOf(before['required']), namesOf(after['required'])]
  if (side === 'request')
    for (const name of newerNeeds.filter((one) => !olderNeeds.includes(one)))
      breaches.push(`${place}.${name} is newly required`)
  else
    for (const name of olderNeeds.filter((one) => !newerNeeds.includes(one) && one in newerFields))
      breaches.push(`${place}.${name} may now be missing`)
  breaches.push(...schemaBreaches(at(before, 'items'), at(after, 'items'), `${place}[]`, side))
  return breaches
}

function valueBreaches(before: Json, after: Json, place: string, side: 'request' | 'answer'): string[] {
  const [older, newer] = [namesOf(before['enum']), namesOf(after['enum'])]
  if (side === 'request' && newer.length > 0)
    return older.filter((value) => !newer.includes(value)).map((value) => `${place} no longer takes ${value}`)
  if (side === 'answer' && older.length > 0 && newer.length === 0) return [`${place} lost its list of values`]
  return []
}

function bodySchema(holder: Json | undefined): Json | undefined {
  const content = at(holder, 'content')
  return at(at(content, 'application/json'), 'schema')
}

function at(holder: Json | undefined, name: string): Json | undefined {
  return node.safeParse(holder?.[name]).data
}

function listOf(value: unknown): Json[] {
  return z.array(node).catch([]).parse(value)
}

function namesOf(value: unknown): string[] {
  return z.array(z.string()).catch([]).parse(value)
}
