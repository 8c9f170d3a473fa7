import { marketById } from '#modules/company/api.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { ok, refuse, type Result } from '#shared/refusal.ts'
import { currentAgreement, type Agreement } from '../store/agreements.ts'
import { publicFace } from '../store/people.ts'

export type Invitation = Readonly<{
  displayName: string
  shopName: string | null
  /** The market's code. */
  market: string
  agreement: Agreement | null
}>

/** What a newcomer sees of who invites, and the agreement in the market's language. Refused as `field.invite.not_found`. */
export async function showInvitation(tx: Tx, sponsorId: bigint): Promise<Result<Invitation>> {
  const face = await publicFace(tx, sponsorId)
  const market = face && (await marketById(tx, face.marketId))
  if (!face || !market) return refuse('field.invite.not_found')
  const agreement = (await currentAgreement(tx, market.language)) ?? null
  return ok({ displayName: face.displayName, shopName: face.shopName, market: market.code, agreement })
}
