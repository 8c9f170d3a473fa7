import type { FactColumns } from '../../frozen/columns.ts'
import type { FactInput } from '../../pay/pay-input.ts'

/** Facts in columns, as each is asked for. */
export type ColumnFacts = Readonly<{
  /** What is said of something at an instant; undefined where nothing is. */
  valueAt: (scope: FactInput['scope'], id: string, name: string, atMs: number) => string | undefined
  /** Whether anything is said by a name of anybody. */
  tells: (name: string) => boolean
  /** The instants at which something of people begins or ends to hold, by a name. */
  edges: (name: string) => readonly number[]
  /** What is known of a person from now on, instead of what the columns say. */
  change: (id: string, facts: readonly FactInput[]) => void
  changed: ReadonlyMap<string, readonly FactInput[]>
}>

/** Facts lie by what they are about, by name and by when they begin to hold, so that those of one thing are found by halves. */
export function columnFacts(facts: FactColumns): ColumnFacts {
  const { scope, id, name, value, fromMs, untilMs } = facts
  const wordsAt = (row: number): readonly [string, string, string] => [
    scope.words[scope.place[row] ?? 0] ?? '',
    id.words[id.place[row] ?? 0] ?? '',
    name.words[name.place[row] ?? 0] ?? '',
  ]
  const told = new Set(name.words)
  const changed = new Map<string, readonly FactInput[]>()
  const inColumns = (key: readonly string[], atMs: number): string | undefined => {
    let found: string | undefined
    // Of two that hold, the one that began later is the newer word, and lies behind.
    for (let row = firstRow(fromMs.length, wordsAt, key); row < fromMs.length; row++) {
      if (compareKeys(wordsAt(row), key) !== 0) break
      if ((fromMs[row] ?? 0) <= atMs && atMs < (untilMs[row] ?? 0))
        found = value.words[value.place[row] ?? 0] ?? ''
    }
    return found
  }
  return {
    valueAt(of, one, named, atMs) {
      const own = of === 'person' ? changed.get(one) : undefined
      if (own) return newestOf(own, named, atMs)
      return told.has(named) ? inColumns([of, one, named], atMs) : undefined
    },
    tells: (named) => told.has(named),
    edges(named) {
      const found = new Set<number>()
      for (let row = 0; row < fromMs.length; row++) {
        const [of, , what] = wordsAt(row)
        if (of !== 'person' || what !== named) continue
        for (const edge of [fromMs[row], untilMs[row]])
          if (edge !== undefined && Number.isFinite(edge)) found.add(edge)
      }
      return [...found].toSorted((a, b) => a - b)
    },
    change(one, own) {
      changed.set(one, own)
      for (const fact of own) told.add(fact.name)
    },
    changed,
  }
}

function newestOf(facts: readonly FactInput[], name: string, atMs: number): string | undefined {
  return facts
    .filter(
      (fact) => fact.name === name && (fact.fromMs ?? -Infinity) <= atMs && atMs < (fact.untilMs ?? Infinity),
    )
    .toSorted((a, b) => (a.fromMs ?? -Infinity) - (b.fromMs ?? -Infinity))
    .at(-1)?.value
}

function firstRow(rows: number, wordsAt: (row: number) => readonly string[], key: readonly string[]): number {
  let [low, high] = [0, rows]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (compareKeys(wordsAt(middle), key) < 0) low = middle + 1
    else high = middle
  }
  return low
}

function compareKeys(a: readonly string[], b: readonly string[]): number {
  for (let part = 0; part < b.length; part++) {
    const [one, other] = [a[part] ?? '', b[part] ?? '']
    if (one !== other) return one < other ? -1 : 1
  }
  return 0
}
