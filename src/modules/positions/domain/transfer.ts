import { ok, refuse, type Result } from '#shared/refusal.ts'

export const TRANSFER_KINDS = ['sale', 'divorce', 'inheritance', 'other'] as const
export type TransferKind = (typeof TRANSFER_KINDS)[number]
export const TRANSFER_STATES = ['requested', 'done', 'rejected', 'withdrawn'] as const
export type TransferState = (typeof TRANSFER_STATES)[number]

/** What is known of a transfer that is asked for. */
export type TransferFacts = Readonly<{
  nowMs: number
  fromMs: number
  /** Whether the position is a distributor's, who did not leave and was not merged. */
  isLiving: boolean
  /** The owner has other positions besides this one, which is the main one. */
  isMainOfSeveral: boolean
  joinedMs: number
  /** Since when the position is whose it is. */
  ownedSinceMs: number | undefined
  /** It changed hands after this was asked for. */
  isChanged: boolean
  /** The end of the last period whose close has begun. */
  begunUntilMs: number | undefined
  /** What of the wallet that stays with the old owner is on its way out. */
  isReserved: boolean
  taker: Taker | undefined
  /** How many positions one person may have. */
  most: number
}>

/** Who is to have it: a distributor with so many positions, or a customer with an address to sign in by. */
export type Taker = Readonly<{
  isOwner: boolean
  isActive: boolean
  positions: number
  email: string | null
  /** Whether another distributor signs in with the address. */
  isLoginTaken: boolean
}>

/** Whether the position becomes the taker's only one; refused with the reason why it cannot be transferred. */
export function mayTransfer(facts: TransferFacts): Result<Readonly<{ becomesMain: boolean }>> {
  const { taker } = facts
  if (!facts.isLiving) return refuse('positions.transfer.no_position', {}, 'position')
  if (facts.isChanged) return refuse('positions.transfer.changed', {}, 'position')
  if (facts.isMainOfSeveral) return refuse('positions.transfer.others_first', {}, 'position')
  if (!taker?.isActive) return refuse('positions.transfer.nobody', {}, 'to')
  if (taker.isOwner) return refuse('positions.transfer.same', {}, 'to')
  if (facts.fromMs > facts.nowMs) return refuse('positions.transfer.later', {}, 'from')
  const earliest = Math.max(
    facts.joinedMs,
    facts.begunUntilMs ?? facts.joinedMs,
    (facts.ownedSinceMs ?? facts.joinedMs - 1) + 1,
  )
  if (facts.fromMs < earliest)
    return refuse('positions.transfer.too_early', { earliest: minuteText(earliest) }, 'from')
  if (facts.isReserved) return refuse('positions.transfer.reserved', {}, 'position')
  if (taker.positions > 0)
    return taker.positions < facts.most
      ? ok({ becomesMain: false })
      : refuse('positions.transfer.most', { most: facts.most }, 'to')
  if (taker.email === null) return refuse('positions.transfer.no_email', {}, 'to')
  if (taker.isLoginTaken) return refuse('positions.transfer.login_taken', {}, 'to')
  return ok({ becomesMain: true })
}

/** The first whole minute from an instant on, as text in UTC. */
function minuteText(ms: number): string {
  const minute = new Date(Math.ceil(ms / 60_000) * 60_000).toISOString()
  return `${minute.slice(0, 10)} ${minute.slice(11, 16)} UTC`
}
