/** How the money of an order stands: still owed, paid, refunded, and what came back and waits to go out. */
export type OrderMoney = Readonly<{
  owedMinor: bigint
  paidMinor: bigint
  refundedMinor: bigint
  waitingMinor: bigint
}>

export type PayState = 'open' | 'partly_paid' | 'paid' | 'nothing_due'

/** The same in one word. Nothing is due for what was taken back before anybody paid, or never cost anything. */
export function payStateOf({ owedMinor, paidMinor }: Pick<OrderMoney, 'owedMinor' | 'paidMinor'>): PayState {
  if (owedMinor > 0n) return paidMinor > 0n ? 'partly_paid' : 'open'
  return paidMinor > 0n ? 'paid' : 'nothing_due'
}
