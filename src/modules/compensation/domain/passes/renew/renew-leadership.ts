import { leadersOf, type Leaders } from '../bonuses/leadership.ts'
import type { TreeColumns } from '../field-columns.ts'
import { keepWhole, type Renewal } from './renewal.ts'

/** What leaders bring each other: columns that only leaders have anything in, of which the second is what they are paid. */
type Ground = Readonly<{
  tree: TreeColumns
  leads: Uint8Array
  leaders: Leaders
  columns: readonly [received: Float64Array, money: Float64Array, lost: Float64Array | undefined]
  take: (leaders: Leaders) => void
}>

/** All leaders are taken again, as what one of them gets hangs on whether another one stands above; they are few. */
export function keepLeaders(renewal: Renewal, { tree, leads, leaders, columns, take }: Ground): void {
  const [, money] = columns
  const ledBefore = leads.slice()
  let now = leaders
  keepWhole(renewal, () => {
    const before = new Map<number, number>()
    for (const leader of now.people) {
      before.set(leader, money[leader] ?? 0)
      for (const column of columns) if (column) column[leader] = 0
    }
    if (isOther(leads, ledBefore)) {
      ledBefore.set(leads)
      now = leadersOf(tree, leads)
    }
    take(now)
    for (const leader of now.people) if (!before.has(leader)) before.set(leader, 0)
    renewal.include([...before].flatMap(([leader, paid]) => (paid === money[leader] ? [] : [leader])))
  })
}

function isOther(some: Uint8Array, others: Uint8Array): boolean {
  for (let at = 0; at < some.length; at++) if (some[at] !== others[at]) return true
  return false
}
