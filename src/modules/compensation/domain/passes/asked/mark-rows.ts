import type { Mark } from '../../pay/bonuses/collect.ts'
import type { Marks } from '../marks.ts'

/** Rows of the state as the walking engine leaves them, by their names. */
export type MarkRows = Readonly<{ take: (marks: Mark[]) => void; all: () => readonly Marks[] }>

export function markRows(): MarkRows {
  const byName = new Map<string, Mark[]>()
  return {
    take(marks) {
      for (const mark of marks) {
        const known = byName.get(mark.name)
        if (known) known.push(mark)
        else byName.set(mark.name, [mark])
      }
      marks.length = 0
    },
    all: () =>
      [...byName].map(([name, rows]) => ({
        name,
        person: Int32Array.from(rows, ({ person }) => person),
        period: (row) => rows[row]?.period ?? '',
        value: (row) => rows[row]?.value ?? '',
      })),
  }
}
