/** A leg to be drawn: how many people stand on it, and how much volume it carried (nothing when unknown). */
export type LegSize = Readonly<{ key: string; people: number; volume: bigint | null }>

/** Where a leg stands in the picture, in units of a drawing 390 wide. */
export type DrawnLeg = Readonly<{
  key: string
  x: number
  /** Height of the person's mark, and of the crown of people above it. */
  markY: number
  crownY: number
  crownRadius: number
  stem: number
}>

export const PLANT_WIDTH = 390
export const ROOT = { x: 195, y: 452 } as const

const [CROWN_MAX, CROWN_MIN] = [62, 13]
const [STEM_MAX, STEM_MIN] = [15, 2.5]
const MARK_GAP = 52
// Places from the middle outwards; each has its own height and largest crown, so that neighbours never touch.
const PLACES = [
  { x: 195, y: 96, most: CROWN_MAX },
  { x: 300, y: 176, most: 44 },
  { x: 90, y: 176, most: 44 },
  { x: 348, y: 282, most: 26 },
  { x: 42, y: 282, most: 26 },
] as const

/** The most legs that one picture shows; the list shows all. */
export const LEGS_DRAWN_MAX = PLACES.length

/**
 * Lays out the largest legs: the largest in the middle, the others by turns to the right and left. The crown's area
 * goes with its people, the stem's thickness with its volume (with its people where no volume is known).
 */
export function layOutPlant(legs: readonly LegSize[]): readonly DrawnLeg[] {
  const largest = [...legs]
    .sort((a, b) => b.people - a.people || (a.key < b.key ? -1 : 1))
    .slice(0, PLACES.length)
  const mostPeople = Math.max(1, ...largest.map((leg) => leg.people))
  const mostVolume = largest.reduce(
    (most, leg) => ((leg.volume ?? 0n) > most ? (leg.volume ?? 0n) : most),
    0n,
  )
  return largest.flatMap((leg, index) => {
    const place = PLACES[index]
    if (!place) return []
    const share = leg.people / mostPeople
    const crownRadius =
      leg.people === 0 ? 0 : Math.min(place.most, Math.max(CROWN_MIN, CROWN_MAX * Math.sqrt(share)))
    return [
      {
        key: leg.key,
        x: place.x,
        crownY: place.y,
        crownRadius,
        markY: place.y + Math.max(crownRadius, 8) + MARK_GAP,
        stem: STEM_MIN + (STEM_MAX - STEM_MIN) * volumeShare(leg.volume, mostVolume, share),
      },
    ]
  })
}

/** A drawing needs three digits, so the exact ratio is cut to them before it becomes a number. */
function volumeShare(volume: bigint | null, most: bigint, otherwise: number): number {
  if (volume === null || most <= 0n) return otherwise
  return volume <= 0n ? 0 : Number((volume * 1000n) / most) / 1000
}

/** Seeds of a sunflower: `count` points spread evenly over a disc of radius 1. */
export function sunflower(count: number): readonly Readonly<{ x: number; y: number }>[] {
  const golden = Math.PI * (3 - Math.sqrt(5))
  return Array.from({ length: count }, (_, index) => {
    const radius = Math.sqrt((index + 0.5) / count)
    return { x: radius * Math.cos(index * golden), y: radius * Math.sin(index * golden) }
  })
}
