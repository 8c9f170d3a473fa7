import { isMap } from './node.ts'

/** One difference of two documents: something was added, removed, changed, or stands in another order. */
export type Difference = Readonly<{
  path: string
  what: 'added' | 'removed' | 'changed' | 'reordered'
  before: string
  after: string
}>

/**
 * What a new version of a plan changes, in the order of the old document, then what is new. Entries of lists are known by
 * their `rank`, `name` or `from` where they have one, so that an inserted step does not change all that follow.
 */
export function planDifference(before: unknown, after: unknown): readonly Difference[] {
  return [...differences('', before, after)]
}

function* differences(path: string, before: unknown, after: unknown): Generator<Difference> {
  if (before === undefined || after === undefined) {
    if (before !== after)
      yield {
        path,
        what: before === undefined ? 'added' : 'removed',
        before: flow(before),
        after: flow(after),
      }
    return
  }
  if (isMap(before) && isMap(after)) {
    yield* mapDifferences(path, before, after)
    return
  }
  const [keyed, keyedAfter] = [keyedList(before), keyedList(after)]
  if (keyed && keyedAfter && keyed.by === keyedAfter.by) {
    yield* mapDifferences(path, keyed.entries, keyedAfter.entries)
    const [order, orderAfter] = [keyed.names, keyedAfter.names].map((names) =>
      names.filter((name) => name in keyed.entries && name in keyedAfter.entries).join(', '),
    )
    if (order !== orderAfter && order !== undefined && orderAfter !== undefined)
      yield { path, what: 'reordered', before: order, after: orderAfter }
    return
  }
  const [a, b] = [flow(before), flow(after)]
  if (a !== b) yield { path, what: 'changed', before: a, after: b }
}

type Entries = Readonly<Record<string, unknown>>

function* mapDifferences(path: string, before: Entries, after: Entries): Generator<Difference> {
  const names = new Set([...Object.keys(before), ...Object.keys(after)])
  for (const name of names)
    yield* differences(path === '' ? name : `${path}.${name}`, before[name], after[name])
}

const listNames = ['rank', 'name', 'from'] as const

function keyedList(
  value: unknown,
): Readonly<{ by: string; names: readonly string[]; entries: Entries }> | undefined {
  if (!Array.isArray(value)) return undefined
  const items: readonly unknown[] = value
  for (const by of listNames) {
    const named = items.flatMap((item) => {
      const name = isMap(item) ? item[by] : undefined
      return typeof name === 'string' ? [[by === 'from' ? `from ${name}` : name, item] as const] : []
    })
    const entries = Object.fromEntries(named)
    if (named.length > 0 && named.length === items.length && Object.keys(entries).length === items.length)
      return { by, names: named.map(([name]) => name), entries }
  }
  return undefined
}

/** A value in one line; spaces and line breaks inside a text say nothing. */
function flow(value: unknown): string {
  if (typeof value === 'string') return value.trim().replaceAll(/\s+/g, ' ')
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`
  if (!isMap(value)) return 'nothing'
  const parts = Object.entries(value).map(([key, part]) => `${key}: ${flow(part)}`)
  return `{${parts.join(', ')}}`
}

/** A difference as a sentence by its path. */
export function differenceSentence({ path, what, before, after }: Difference): string {
  if (what === 'added') return `${path}: added: ${after}`
  if (what === 'removed') return `${path}: removed: ${before}`
  if (what === 'reordered') return `${path}: the order changed from ${before} to ${after}`
  return `${path}: changed from ${before} to ${after}`
}
