/** Which people of a team are asked for; `lapsing` are those who were active in the period before and are not yet in this one. */
export const TEAM_FILTERS = ['all', 'new', 'active', 'inactive', 'lapsing'] as const
export type TeamFilter = (typeof TEAM_FILTERS)[number]

/** What a list can be sorted by; `own` is the person's own volume, `volume` that of the whole branch. */
export const SORTED_BY = ['level', 'joined', 'branch', 'rank', 'own', 'volume', 'code'] as const
export type SortedBy = (typeof SORTED_BY)[number]

/** A sort, or with `-` before it the other way round. */
export const TEAM_SORTS = [...SORTED_BY, ...SORTED_BY.map((by) => `-${by}` as const)] as const
export type TeamSort = (typeof TEAM_SORTS)[number]

/** Somebody is new for so long. */
export const NEW_DAYS = 30

/** How much of a team somebody may see: all of everybody, or names and volumes of the first level only. */
export const TEAM_SIGHTS = ['everything', 'first_level'] as const
export type TeamSight = (typeof TEAM_SIGHTS)[number]

/** One person of a team as the image knows it; names and contacts are not in it. */
export type TeamRow = Readonly<{
  id: number
  code: number
  /** 1 is directly below the viewer. */
  level: number
  joinedMs: number
  directs: number
  branch: number
  /** 0 for no rank, else the place on the plan's ladder from 1. */
  rank: number
  /** Volumes of the open period in millionths; null where there is none, or it may not be seen. */
  own: number | null
  volume: number | null
  /** Whether the person was active in the period before and is not yet in this one; null where it may not be seen. */
  isLapsing: boolean | null
}>

/** What a list is sorted by, and which way: the nearest level and the lowest code come first, of all else the most. */
export function readSort(sort: TeamSort): Readonly<{ by: SortedBy; sign: 1 | -1 }> {
  const by = SORTED_BY.find((one) => one === sort.replace('-', '')) ?? 'level'
  const isLowestFirst = by === 'level' || by === 'code'
  return { by, sign: isLowestFirst === sort.startsWith('-') ? -1 : 1 }
}

/** The stretches of numbers whose digits begin so, from the first number up to the second, as far as they touch the codes given. */
export function codesBeginning(
  digits: string,
  among: Readonly<{ least: number; most: number }>,
): readonly Readonly<{ from: number; until: number }>[] {
  const stretches: { from: number; until: number }[] = []
  const prefix = Number(digits)
  for (let size = 1; Number.isSafeInteger((prefix + 1) * size) && prefix * size <= among.most; size *= 10) {
    const [from, until] = [prefix * size, (prefix + 1) * size]
    if (until > among.least) stretches.push({ from, until })
  }
  return stretches
}
