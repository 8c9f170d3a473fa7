/** The fixed words of the field that files and plans share. */
export const personKinds = ['distributor', 'preferred', 'retail', 'company'] as const
export const personStatuses = ['active', 'inactive', 'suspended', 'terminated'] as const
export const orderTypes = ['order', 'first', 'autoship', 'upgrade', 'return'] as const

export type PersonKind = (typeof personKinds)[number]
export type PersonStatus = (typeof personStatuses)[number]
export type OrderType = (typeof orderTypes)[number]
