/** The parsed plan: what the engine compiles and what the checker reads. Volumes are micro-units (six decimals). */

export type PersonKind = 'distributor' | 'preferred' | 'retail' | 'company'
export type PersonStatus = 'active' | 'inactive' | 'suspended' | 'terminated'
export type OrderType = 'order' | 'first' | 'autoship' | 'upgrade' | 'return'

export const personKinds = ['distributor', 'preferred', 'retail', 'company'] as const
export const personStatuses = ['active', 'inactive', 'suspended', 'terminated'] as const
export const orderTypes = ['order', 'first', 'autoship', 'upgrade', 'return'] as const

/** A volume read from order lines and credited to one person of the order. */
export type PersonalVolume = Readonly<{
  kind: 'personal'
  name: string
  reads: string
  belongsTo: 'buyer' | 'seller'
  /** Whose orders count: all, only those that somebody else than the seller bought, or only the seller's own. */
  bought: 'by_anyone' | 'by_others' | 'by_seller'
  orderTypes: readonly OrderType[]
}>

/** The sum of a personal volume over a person's whole downline, with or without the person's own. */
export type GroupVolume = Readonly<{
  kind: 'group'
  name: string
  of: string
  tree: string
  own: 'included' | 'excluded'
}>

export type Volume = PersonalVolume | GroupVolume

export type VolumeNeed = Readonly<{ kind: 'volume'; volume: string; atLeast: bigint }>

/** At least `count` front-line legs in which somebody holds the rank or a higher one. */
export type LegsNeed = Readonly<{ kind: 'legs'; rank: string; count: number }>

export type Need = VolumeNeed | LegsNeed

export type Rank = Readonly<{ name: string; needs: readonly Need[] }>

/** A step of a table by volume: from this volume on, the rate. `assumed` marks a step that no source states. */
export type Bracket = Readonly<{ from: bigint; ratePpm: number; assumed: boolean }>

export type BracketTable = Readonly<{ name: string; by: string; steps: readonly Bracket[] }>

export type Measure = Readonly<{ name: string; table: string; times: string }>

export type Rounding = 'half_up' | 'half_even' | 'down'

type BonusBase = Readonly<{
  name: string
  version: number
  on: string
  unitValue: UnitValue
  needsActive: boolean
  rounding: Rounding
}>

/** What one unit of the base volume is worth in the pay currency. */
export type UnitValue = Readonly<{ micro: bigint; currency: string }>

export type ShareBonus = BonusBase & Readonly<{ kind: 'share_of_own_volume'; ratePpm: number }>

export type DifferentialBonus = BonusBase &
  Readonly<{
    kind: 'differential'
    tree: string
    table: string
    against: 'first_line' | 'path_maximum'
    unqualified: 'pass_up' | 'to_company'
  }>

export type Bonus = ShareBonus | DifferentialBonus

export type Plan = Readonly<{
  name: string
  version: number
  effective: string
  timeZone: string
  currency: string
  units: Readonly<Record<string, number>>
  calendar: 'month' | 'week' | 'quarter' | 'day'
  pays: Readonly<{ kinds: readonly PersonKind[]; statuses: readonly PersonStatus[] }>
  withoutOwner: 'company' | 'refuse'
  volumes: readonly Volume[]
  active: readonly VolumeNeed[]
  ranks: 'given' | 'none' | readonly Rank[]
  tables: readonly BracketTable[]
  measures: readonly Measure[]
  bonuses: readonly Bonus[]
}>
