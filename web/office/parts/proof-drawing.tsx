const ROWS = [1, 2, 4, 8]

/** A small hash tree with one leaf and its way to the head marked; it says "this can be checked" at a glance. */
export function ProofDrawing() {
  const at = (row: number, index: number) => ({ x: ((index + 0.5) / (ROWS[row] ?? 1)) * 92, y: 8 + row * 17 })
  const marked = new Set(['0-0', '1-1', '2-2', '3-5'])
  const lines = ROWS.flatMap((count, row) =>
    row === 0
      ? []
      : Array.from({ length: count }, (_, index) => {
          const [from, to] = [at(row - 1, Math.floor(index / 2)), at(row, index)]
          const strong = marked.has(`${row}-${index}`) && marked.has(`${row - 1}-${Math.floor(index / 2)}`)
          return { key: `${row}-${index}`, d: `M${from.x} ${from.y}L${to.x} ${to.y}`, strong }
        }),
  )
  return (
    <svg viewBox="0 0 92 68" width="92" height="68" aria-hidden="true">
      {lines.map((line) => (
        <path
          key={line.key}
          d={line.d}
          stroke="var(--leaf)"
          strokeWidth={line.strong ? 2.4 : 1}
          strokeOpacity={line.strong ? 1 : 0.5}
        />
      ))}
      {ROWS.flatMap((count, row) =>
        Array.from({ length: count }, (_, index) => {
          const { x, y } = at(row, index)
          const key = `${row}-${index}`
          if (key === '3-5')
            return <rect key={key} x={x - 4} y={y - 4} width="8" height="8" rx="1.500" fill="var(--amber)" />
          return (
            <circle
              key={key}
              cx={x}
              cy={y}
              r={row === 0 ? 5 : 3}
              fill={marked.has(key) ? 'var(--leaf-deep)' : 'var(--leaf-wash)'}
              stroke="var(--leaf)"
              strokeWidth="1.300"
            />
          )
        }),
      )}
    </svg>
  )
}
