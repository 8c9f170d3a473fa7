/** Kinds and statuses as the small numbers of columns; the SQL below gives the same. */
export const KINDS = ['distributor', 'preferred', 'retail', 'company'] as const
export const STATUSES = ['active', 'inactive', 'suspended', 'terminated'] as const

/** The columns that questions about a team need. `directs` and `branch` count sellers, without customers. */
export type TeamColumns = Readonly<{
  kind: { readonly values: Uint8Array }
  status: { readonly values: Uint8Array }
  joined: { readonly values: Float64Array }
  code: { readonly values: Float64Array }
  directs: { readonly values: Int32Array }
  branch: { readonly values: Int32Array }
  /** How many of the branch are active. */
  active: { readonly values: Int32Array }
}>

export function isSellerKind(kind: number): boolean {
  return KINDS[kind] === 'distributor' || KINDS[kind] === 'company'
}
