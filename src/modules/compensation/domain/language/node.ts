import { report, reportUnknown, type Problems } from './problems.ts'

/**
 * A place in the plan document with its path. Scalars of the document are texts, whatever they look like, so that no
 * number passes through a float. Readers take a node and return a typed value, or undefined after they
 * reported what is wrong; a reader never throws, so that all problems of a plan are told at once.
 */
export type PlanNode = Readonly<{ value: unknown; path: string; problems: Problems }>

export type Reader<T> = (node: PlanNode) => T | undefined

export function child(node: PlanNode, key: string | number): PlanNode {
  const value = isMap(node.value)
    ? node.value[String(key)]
    : Array.isArray(node.value)
      ? node.value[Number(key)]
      : undefined
  const path =
    typeof key === 'number' ? `${node.path}[${key}]` : node.path === '' ? key : `${node.path}.${key}`
  return { value, path, problems: node.problems }
}

export function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A plain word for a value in a message. */
export function describe(value: unknown): string {
  if (value === undefined || value === null) return 'nothing'
  if (typeof value === 'string') return `"${value}"`
  if (Array.isArray(value)) return 'a list'
  return isMap(value) ? 'a map' : `a ${typeof value}`
}

function wrong(node: PlanNode, expected: string): undefined {
  report(node.problems, node.path, describe(node.value), expected)
  return undefined
}

export const text: Reader<string> = (node) =>
  typeof node.value === 'string' && node.value.trim() !== '' ? node.value : wrong(node, 'a text')

export const wholeNumber: Reader<number> = (node) =>
  typeof node.value === 'string' && /^\d{1,9}$/.test(node.value)
    ? Number(node.value)
    : wrong(node, 'a whole number from 0 to 999999999')

export const flag: Reader<boolean> = (node) =>
  node.value === 'true' || node.value === 'false' ? node.value === 'true' : wrong(node, 'true or false')

export function oneOf<const W extends string>(what: string, words: readonly W[], mean?: string): Reader<W> {
  return (node) => {
    const found = words.find((word) => word === node.value)
    if (found !== undefined) return found
    if (typeof node.value === 'string') reportUnknown(node.problems, node.path, node.value, what, words, mean)
    else wrong(node, `${what}: ${words.join(', ')}`)
    return undefined
  }
}

export function listOf<T>(reader: Reader<T>): Reader<readonly T[]> {
  return (node) => {
    if (!Array.isArray(node.value)) return wrong(node, 'a list')
    const read = node.value.map((_, index) => reader(child(node, index)))
    const good = read.filter((item) => item !== undefined)
    return good.length === read.length ? good : undefined
  }
}

/** Reports keys of a map that nobody reads; the nearest known key is proposed. */
export function onlyKeys(node: PlanNode, known: readonly string[]): boolean {
  if (!isMap(node.value)) {
    wrong(node, `a map with ${known.join(', ')}`)
    return false
  }
  for (const key of Object.keys(node.value)) {
    if (!known.includes(key))
      reportUnknown(node.problems, child(node, key).path, key, 'one of the keys', known)
  }
  return true
}

/** The entries of a map of named things, in the order of the document. */
export function named<T>(node: PlanNode, reader: (entry: PlanNode, name: string) => T | undefined): T[] {
  if (node.value === undefined || node.value === null) return []
  if (!isMap(node.value)) {
    wrong(node, 'a map of names')
    return []
  }
  return Object.keys(node.value)
    .map((name) => reader(child(node, name), name))
    .filter((item) => item !== undefined)
}

/** A mention of something that the plan names elsewhere. */
export function mention(what: string, known: readonly string[]): Reader<string> {
  return (node) => {
    if (typeof node.value !== 'string') return wrong(node, what)
    if (known.includes(node.value)) return node.value
    reportUnknown(node.problems, node.path, node.value, what, known)
    return undefined
  }
}
