/** Which people of a team are asked for. */
export const TEAM_FILTERS = ['all', 'new', 'active', 'inactive'] as const
export type TeamFilter = (typeof TEAM_FILTERS)[number]

export const TEAM_SORTS = ['level', '-level', 'joined', '-joined', 'branch', '-branch'] as const
export type TeamSort = (typeof TEAM_SORTS)[number]

/** Somebody is new for so long. */
export const NEW_DAYS = 30

/** One person of a team as the image knows it; names and contacts are not in it. */
export type TeamRow = Readonly<{
  id: number
  code: number
  /** 1 is directly below the viewer. */
  level: number
  joinedMs: number
  directs: number
  branch: number
}>

/** How two rows of a team are ordered; equal ones by their codes, so that the order is the same everywhere. */
export function teamOrder(sort: TeamSort): (a: TeamRow, b: TeamRow) => number {
  const turn = sort.startsWith('-') ? -1 : 1
  const by = sort.replace('-', '')
  return (a, b) => {
    // The newest and the largest first, the nearest level first.
    const first =
      by === 'joined' ? b.joinedMs - a.joinedMs : by === 'branch' ? b.branch - a.branch : a.level - b.level
    return first === 0 ? a.code - b.code : first * turn
  }
}

/** Whether the digits of a code begin so; a code never begins with a zero. */
export function codeBegins(code: number, prefix: number, prefixDigits: number): boolean {
  let rest = code
  const limit = 10 ** prefixDigits
  while (rest >= limit) rest = Math.floor(rest / 10)
  return rest === prefix
}
