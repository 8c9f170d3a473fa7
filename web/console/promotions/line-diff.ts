export type DiffLine = Readonly<{ is: 'same' | 'gone' | 'new'; text: string }>

/** What became of the lines of a text: the longest run of lines that both have in order stays, the others are gone or new. */
export function lineDiff(before: string, after: string): readonly DiffLine[] {
  const [old, now] = [before.trimEnd().split('\n'), after.trimEnd().split('\n')]
  // lengths[a][b]: how many lines both have from a and b on.
  const lengths = Array.from({ length: old.length + 1 }, () => new Uint16Array(now.length + 1))
  const at = (a: number, b: number): number => lengths[a]?.[b] ?? 0
  for (let a = old.length - 1; a >= 0; a--)
    for (let b = now.length - 1; b >= 0; b--) {
      const row = lengths[a]
      if (row) row[b] = old[a] === now[b] ? at(a + 1, b + 1) + 1 : Math.max(at(a + 1, b), at(a, b + 1))
    }
  const lines: DiffLine[] = []
  let [a, b] = [0, 0]
  while (a < old.length || b < now.length) {
    const [left, right] = [old[a], now[b]]
    if (left !== undefined && left === right) {
      lines.push({ is: 'same', text: left })
      a += 1
      b += 1
    } else if (left !== undefined && (right === undefined || at(a + 1, b) >= at(a, b + 1))) {
      lines.push({ is: 'gone', text: left })
      a += 1
    } else {
      lines.push({ is: 'new', text: right ?? '' })
      b += 1
    }
  }
  return lines
}
