import { spoken } from '#kit/spoken.ts'

const [WIDTH, HEIGHT] = [120, 28]

/** Thirty days as thin bars; the words beside it say what they come to. */
export function DayBars({
  days,
  label,
  large = false,
}: {
  days: readonly Readonly<{ day: string; cost: bigint }>[]
  label: string
  large?: boolean
}) {
  const most = days.reduce((high, { cost }) => (cost > high ? cost : high), 0n)
  const step = WIDTH / Math.max(days.length, 1)
  return (
    <svg
      className={large ? 'day-bars day-bars--large' : 'day-bars'}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      {...spoken(label)}
    >
      <path className="day-bars__ground" d={`M0 ${HEIGHT - 0.5}H${WIDTH}`} />
      {days.map(({ day, cost }, at) => {
        // The drawing needs no more than four digits of the exact share.
        const share = most === 0n || cost <= 0n ? 0 : Number((cost * 10_000n) / most) / 10_000
        const height = share * (HEIGHT - 2)
        return (
          <rect
            key={day}
            className="day-bars__bar"
            x={at * step + step * 0.15}
            width={step * 0.7}
            y={HEIGHT - height}
            height={height}
          />
        )
      })}
    </svg>
  )
}
