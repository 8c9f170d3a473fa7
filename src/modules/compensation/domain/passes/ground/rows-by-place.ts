/** The rows of each place of a column, in their order; places below 0 have none. */
export function rowsByPlace(of: ArrayLike<number>, places: number): (place: number) => Int32Array {
  const starts = new Int32Array(places + 1)
  for (let row = 0; row < of.length; row++) {
    const place = of[row] ?? -1
    if (place >= 0) starts[place + 1] = (starts[place + 1] ?? 0) + 1
  }
  for (let place = 0; place < places; place++)
    starts[place + 1] = (starts[place + 1] ?? 0) + (starts[place] ?? 0)
  const [next, rows] = [starts.slice(), new Int32Array(starts[places] ?? 0)]
  for (let row = 0; row < of.length; row++) {
    const place = of[row] ?? -1
    if (place < 0) continue
    rows[next[place] ?? 0] = row
    next[place] = (next[place] ?? 0) + 1
  }
  return (place) => rows.subarray(starts[place] ?? 0, starts[place + 1] ?? 0)
}
