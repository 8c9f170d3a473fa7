/** The widest column; what is longer stands out of line, so that one long reason does not pull all rows apart. */
const WIDTH_MAX = 48

/** Rows as columns of equal width, with a header. */
export function tableText(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [header, ...rows]
  const widths = header.map((_, column) =>
    all.reduce((most, row) => Math.min(WIDTH_MAX, Math.max(most, row[column]?.length ?? 0)), 0),
  )
  return all
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
