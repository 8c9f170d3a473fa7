/** Kinds and statuses as the small numbers of columns; the SQL below gives the same. */
export const KINDS = ['distributor', 'preferred', 'retail', 'company'] as const
export const STATUSES = ['active', 'inactive', 'suspended', 'terminated'] as const

/** The columns that questions about a team need. `directs` and `branch` count sellers, without customers. */
export type TeamColumns = Readonly<{
  kind: { readonly values: Uint8Array }
  status: { readonly values: Uint8Array }
  market: { readonly values: Int32Array }
  joined: { readonly values: Float64Array }
  code: { readonly values: Float64Array }
  /** The lowest and the highest code that somebody has. */
  codes: { least: number; most: number }
  directs: { readonly values: Int32Array }
  branch: { readonly values: Int32Array }
  /** How many of the branch are active. */
  active: { readonly values: Int32Array }
  figures: FiguresColumns
  /** The place under the person above; only a tree with places has them. */
  side?: { readonly values: Int32Array }
}>

/** What a plan says of people in the open period; zeros and NaN where it says nothing, or nothing yet. */
export type FiguresColumns = Readonly<{
  rank: { readonly values: Uint8Array }
  own: { readonly values: Float64Array }
  branch: { readonly values: Float64Array }
  activity: { readonly values: Uint8Array }
  /** How many of the branch are about to lapse. */
  lapsing: { readonly values: Int32Array }
  /** What all sellers of the branch sold themselves, together. */
  below: { readonly values: Float64Array }
}>

export function isSellerKind(kind: number): boolean {
  return KINDS[kind] === 'distributor' || KINDS[kind] === 'company'
}
