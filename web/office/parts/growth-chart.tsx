import type { ReactNode } from 'react'
import { spoken } from '#kit/spoken.ts'

/** A day of the month and what was expected on it, in minor units. */
export type GrowthPoint = Readonly<{ day: number; minor: bigint }>

const [WIDTH, GROUND, TOP] = [390, 112, 12]
const SCALE = 10_000n

function shape(
  points: readonly GrowthPoint[],
  days: number,
  most: bigint,
): { line: string; lastX: number; lastY: number } {
  let [line, lastX, lastY] = ['', 20, GROUND]
  for (const [index, point] of points.entries()) {
    lastX = 20 + ((point.day - 1) / Math.max(days - 1, 1)) * (WIDTH - 40)
    // The drawing needs no more than four digits, so the exact ratio is cut to them before it becomes a number.
    const share =
      most <= 0n ? 0 : Number(((point.minor < 0n ? 0n : point.minor) * SCALE) / most) / Number(SCALE)
    lastY = GROUND - share * (GROUND - TOP)
    line += `${index === 0 ? 'M' : 'L'}${lastX.toFixed(1)} ${lastY.toFixed(1)}`
  }
  return { line, lastX, lastY }
}

/** Where the word stands below its point, kept clear of the dates at both ends. */
function todayPercent(x: number): number {
  return Math.min(Math.max((x / WIDTH) * 100, 30), 76)
}

const FURROWS = [-620, -430, -300, -200, -120, -55, 0, 55, 120, 200, 300, 430, 620]

/** This month's expected pay growing over a ploughed field, last month dotted behind it. */
export function GrowthChart({
  now,
  before,
  days,
  label,
  start,
  end,
  today,
}: {
  now: readonly GrowthPoint[]
  before: readonly GrowthPoint[]
  days: number
  label: string
  start: ReactNode
  end: ReactNode
  today: ReactNode
}) {
  const most = [...now, ...before].reduce((high, point) => (point.minor > high ? point.minor : high), 0n)
  const current = shape(now, days, most)
  const previous = shape(before, days, most)
  return (
    <>
      <svg className="hero__chart" viewBox={`0 0 ${WIDTH} 152`} preserveAspectRatio="none" {...spoken(label)}>
        <rect className="hero__ground" x="0" y={GROUND} width={WIDTH} height="40" />
        {FURROWS.map((spread) => (
          <path
            key={spread}
            className="hero__furrow"
            d={`M${195 + spread * 0.32} ${GROUND}L${195 + spread} 152`}
          />
        ))}
        <path className="hero__horizon" d={`M0 ${GROUND}H${WIDTH}`} />
        {before.length > 1 ? <path className="hero__before" d={previous.line} /> : null}
        {now.length > 1 ? (
          <>
            <path className="hero__area" d={`${current.line}L${current.lastX} ${GROUND}L20 ${GROUND}Z`} />
            <path className="hero__now" d={current.line} />
            <ellipse cx={current.lastX} cy={current.lastY} rx="8" ry="8" fill="#8fdcae" fillOpacity="0.3" />
            <ellipse cx={current.lastX} cy={current.lastY} rx="4.500" ry="4.500" fill="#f5f8f3" />
          </>
        ) : null}
      </svg>
      <div className="hero__dates">
        <span>{start}</span>
        <strong className="hero__today" style={{ insetInlineStart: `${todayPercent(current.lastX)}%` }}>
          {today}
        </strong>
        <span>{end}</span>
      </div>
    </>
  )
}
