import type { ReactNode } from 'react'

/** Colours of a backdrop: lit corner, shaded corner, and the table's two ends. */
export type Backdrop = Readonly<{
  light: string
  shade: string
  tableLeft: string
  tableRight: string
  leaf: string
}>

export const BACKDROPS = {
  sage: { light: '#eef0e6', shade: '#ced6bb', tableLeft: '#d3d9c6', tableRight: '#bfc6ad', leaf: '#5f7a55' },
  linen: { light: '#f2eee6', shade: '#dcd3c3', tableLeft: '#dcd4c5', tableRight: '#c8bda9', leaf: '#7a6e58' },
  blush: { light: '#f4e9e1', shade: '#e2d2c3', tableLeft: '#e2d3c5', tableRight: '#cfbba8', leaf: '#806a58' },
  sky: { light: '#e9edf5', shade: '#cfdbe7', tableLeft: '#cdd9e3', tableRight: '#b3c3d1', leaf: '#5d7288' },
  mist: { light: '#e9eef0', shade: '#ccd8dc', tableLeft: '#cdd5dd', tableRight: '#b5c0ca', leaf: '#5a6f76' },
  sand: { light: '#f4ead8', shade: '#e3d0a8', tableLeft: '#e2ceaa', tableRight: '#cdb684', leaf: '#8a7440' },
  rose: { light: '#f8eeeb', shade: '#e7d8cd', tableLeft: '#e8d6cb', tableRight: '#d4bfb1', leaf: '#8a6e62' },
  lilac: { light: '#e9e7ef', shade: '#d1cdda', tableLeft: '#cecad6', tableRight: '#b8b2c2', leaf: '#655f7c' },
} as const satisfies Readonly<Record<string, Backdrop>>

export type BackdropName = keyof typeof BACKDROPS

const LEAF = 'M0 0C10-24 40-34 72-22C62 6 26 18 0 0Z'

type LeafPlace = Readonly<{ x: number; y: number; turn: number; size: number; flip?: boolean }>

const BRANCH: readonly LeafPlace[] = [
  { x: 268, y: 48, turn: -72, size: 1.05 },
  { x: 274, y: 62, turn: -128, size: 1 },
  { x: 290, y: 118, turn: -52, size: 1.05, flip: true },
  { x: 296, y: 130, turn: 192, size: 0.98 },
  { x: 318, y: 190, turn: -44, size: 1.05, flip: true },
  { x: 322, y: 204, turn: 186, size: 1.02 },
  { x: 342, y: 262, turn: -34, size: 0.98, flip: true },
  { x: 346, y: 276, turn: 182, size: 0.94 },
  { x: 362, y: 330, turn: 176, size: 0.86 },
]

function Branch({ places, stem }: { places: readonly LeafPlace[]; stem: string }) {
  return (
    <>
      <path d={stem} fill="none" strokeWidth="5" strokeLinecap="round" />
      {places.map((leaf) => (
        <path
          key={`${leaf.x}-${leaf.turn}`}
          d={LEAF}
          stroke="none"
          transform={`translate(${leaf.x} ${leaf.y}) rotate(${leaf.turn}) scale(${leaf.size} ${leaf.flip === true ? -leaf.size : leaf.size})`}
        />
      ))}
    </>
  )
}

/** The shared stage of all product pictures: soft light from the left, a table, the shadow of a branch. */
export function Scene({
  id,
  backdrop,
  children,
  glow = false,
}: {
  id: string
  backdrop: BackdropName
  children: ReactNode
  glow?: boolean
}) {
  const colour = BACKDROPS[backdrop]
  return (
    <>
      <defs>
        <linearGradient id={`${id}-wall`} x1="0" y1="0" x2="1" y2="1">
          <stop offset="0" stopColor={colour.light} />
          <stop offset="1" stopColor={colour.shade} />
        </linearGradient>
        <linearGradient id={`${id}-table`} x1="0" y1="0" x2="1" y2="0.3">
          <stop offset="0" stopColor={colour.tableLeft} />
          <stop offset="1" stopColor={colour.tableRight} />
        </linearGradient>
        <radialGradient id={`${id}-glow`}>
          <stop offset="0" stopColor="#fff3cd" stopOpacity="0.95" />
          <stop offset="0.4" stopColor="#fdeec2" stopOpacity="0.55" />
          <stop offset="1" stopColor="#fdeec2" stopOpacity="0" />
        </radialGradient>
        <filter id={`${id}-soft`} x="-20%" y="-20%" width="140%" height="140%">
          <feGaussianBlur stdDeviation="5" />
        </filter>
        <filter id={`${id}-under`} x="-40%" y="-200%" width="180%" height="500%">
          <feGaussianBlur stdDeviation="7" />
        </filter>
        <linearGradient id={`${id}-sheen`} x1="0" y1="0" x2="1" y2="0">
          <stop offset="0" stopColor="#000" stopOpacity="0.16" />
          <stop offset="0.1" stopColor="#fff" stopOpacity="0.06" />
          <stop offset="0.19" stopColor="#fff" stopOpacity="0.34" />
          <stop offset="0.3" stopColor="#fff" stopOpacity="0.05" />
          <stop offset="0.62" stopColor="#000" stopOpacity="0.02" />
          <stop offset="1" stopColor="#000" stopOpacity="0.24" />
        </linearGradient>
      </defs>
      <rect width="400" height="480" fill={`url(#${id}-wall)`} />
      {glow ? <circle cx="200" cy="226" r="150" fill={`url(#${id}-glow)`} /> : null}
      <rect y="377" width="400" height="103" fill={`url(#${id}-table)`} />
      <g fill={colour.leaf} stroke={colour.leaf} opacity="0.17" filter={`url(#${id}-soft)`}>
        <Branch places={BRANCH} stem="M248-10C262 60 318 190 384 366" />
        <g transform="translate(72 190) scale(0.82)">
          <Branch
            places={[
              { x: 68, y: 62, turn: -150, size: 0.9 },
              { x: 84, y: 30, turn: -78, size: 0.9 },
            ]}
            stem="M96 140C90 100 80 60 84 24"
          />
        </g>
      </g>
      {children}
    </>
  )
}

/** A soft shadow under a thing that stands on the table at `y`, `half` wide to each side of the middle. */
export function Under({ id, half, y = 424 }: { id: string; half: number; y?: number }) {
  return (
    <>
      <ellipse
        cx="216"
        cy={y - 4}
        rx={half * 1.35}
        ry="11"
        fill="#2b2a22"
        opacity="0.2"
        filter={`url(#${id}-under)`}
      />
      <ellipse cx="200" cy={y} rx={half} ry="5" fill="#2b2a22" opacity="0.26" filter={`url(#${id}-under)`} />
    </>
  )
}

/** A shape in its colour with the light of a round body over it. */
export function Round({
  id,
  d,
  colour,
  sheen = 1,
}: {
  id: string
  d: string
  colour: string
  sheen?: number
}) {
  return (
    <>
      <path d={d} fill={colour} />
      <path d={d} fill={`url(#${id}-sheen)`} opacity={sheen} />
    </>
  )
}

/** Path of a box with rounded corners. */
export function box(x: number, y: number, width: number, height: number, radius: number): string {
  const [right, bottom] = [x + width, y + height]
  return `M${x + radius} ${y}H${right - radius}Q${right} ${y} ${right} ${y + radius}V${bottom - radius}Q${right} ${bottom} ${right - radius} ${bottom}H${x + radius}Q${x} ${bottom} ${x} ${bottom - radius}V${y + radius}Q${x} ${y} ${x + radius} ${y}Z`
}

const NAME_SIZE_MAX = 19

function fitted(text: string, width: number, most: number, letter: number): number {
  return Math.min(most, width / Math.max(text.length * letter, 1))
}

/** Words on a label: a long name breaks once near its middle. */
function nameLines(name: string, width: number): readonly string[] {
  if (name.length * 9.4 <= width || !name.includes(' ')) return [name]
  const words = name.split(' ')
  let [best, bestGap] = [1, Number.POSITIVE_INFINITY]
  for (let cut = 1; cut < words.length; cut++) {
    const gap = Math.abs(words.slice(0, cut).join(' ').length - words.slice(cut).join(' ').length)
    if (gap < bestGap) [best, bestGap] = [cut, gap]
  }
  return [words.slice(0, best).join(' '), words.slice(best).join(' ')]
}

export type LabelText = Readonly<{ name: string; note: string }>

/** A paper label: sprout, name, rule, small print. */
export function Label({
  x,
  y,
  width,
  height,
  text,
  paper = '#f7f4ea',
  ink = '#1c211d',
}: {
  x: number
  y: number
  width: number
  height: number
  text: LabelText
  paper?: string
  ink?: string
}) {
  const middle = x + width / 2
  const lines = nameLines(text.name, width - 12)
  const most = lines.length > 1 ? NAME_SIZE_MAX - 3 : NAME_SIZE_MAX
  const size = Math.min(...lines.map((line) => fitted(line, width - 12, most, 0.56)))
  const top = y + height * (lines.length > 1 ? 0.45 : 0.56)
  const ruleY = top + (lines.length - 1) * size * 1.05 + 8
  const note = text.note.toLocaleUpperCase()
  return (
    <g>
      <rect x={x} y={y} width={width} height={height} fill={paper} />
      <g fill={ink} transform={`translate(${middle} ${y + height * (lines.length > 1 ? 0.15 : 0.2)})`}>
        <path d="M-.6 6C-5.500 5.800-9 2.600-9.200-2.600C-4-2.600-.6.600-.6 6Z" />
        <path d="M1 4.600C.8-1.400 4-5 9.400-5.600C9.800.2 6.400 4.200 1 4.600Z" />
      </g>
      {lines.map((line, index) => (
        <text
          key={line}
          x={middle}
          y={top + index * size * 1.05}
          fontSize={size}
          textAnchor="middle"
          fontFamily="var(--display)"
          fontWeight="600"
          fill={ink}
        >
          {line}
        </text>
      ))}
      <path d={`M${middle - 12} ${ruleY}h24`} stroke={ink} strokeWidth="1" opacity="0.6" />
      <text
        x={middle}
        y={ruleY + 14}
        fontSize={fitted(note, width - 8, 8.5, 0.72)}
        letterSpacing="0.5"
        textAnchor="middle"
        fontFamily="var(--work)"
        fontWeight="500"
        fill={ink}
      >
        {note}
      </text>
    </g>
  )
}
