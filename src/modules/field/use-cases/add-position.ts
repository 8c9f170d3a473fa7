import { settingAt } from '#modules/company/api.ts'
import { companyNow } from '#platform/clock/clock.ts'
import type { SettingDefinition } from '#platform/module/setting.ts'
import type { Tx } from '#platform/postgres/database.ts'
import type { About } from '#platform/postgres/transact.ts'
import { ok, refuse, type Result } from '#shared/refusal.ts'
import { mayServe } from '../domain/person.ts'
import { ownerOf, ownershipOf } from '../store/ownership.ts'
import { lockPerson, personByCode, personCard } from '../store/people.ts'
import { joinPerson } from './add-person.ts'
import type { JoinDeps } from './field-deps.ts'

/** How many positions one person may have. */
export const positionsMost: SettingDefinition<number> = {
  name: 'field.positions_most',
  label: 'Positions that one person may have',
  kind: 'whole_number',
  read: (stored) =>
    typeof stored === 'number' && Number.isInteger(stored) && stored >= 1 && stored <= POSITIONS_MOST
      ? stored
      : undefined,
  fallback: 1,
}
const POSITIONS_MOST = 100

/**
 * Gives the owner of a position one more, with a number and a place of its own under a sponsor, who is named by code. Refused as
 * `field.person.not_found`, `field.not_a_seller`, `field.positions_most` (the company's rule) or `field.positions_sponsor`.
 */
export async function addPosition(
  deps: JoinDeps,
  tx: Tx,
  about: About,
  input: Readonly<{ personId: bigint; sponsor: string }>,
): Promise<Result<{ personId: bigint; code: string }>> {
  const ownerId = await ownerOf(tx, input.personId)
  // Two who ask at once are counted one after the other.
  const owner = await lockPerson(tx, ownerId)
  const card = await personCard(tx, ownerId)
  if (!owner || !card) return refuse('field.person.not_found')
  if (owner.kind !== 'distributor' || !mayServe(owner)) return refuse('field.not_a_seller')
  const now = new Date(await companyNow(tx))
  const place = { marketId: owner.marketId, day: now.toISOString().slice(0, 10) }
  const most = await settingAt(tx, positionsMost, place)
  if ((await ownershipOf(tx, ownerId)).selling >= most) return refuse('field.positions_most', { most })
  const sponsor = await personByCode(tx, input.sponsor)
  if (!sponsor || !mayServe(sponsor)) return refuse('field.positions_sponsor', {}, 'sponsor')
  const made = await joinPerson(deps, tx, {
    kind: 'distributor',
    marketId: owner.marketId,
    sponsorId: sponsor.id,
    details: card,
    joinedAt: now,
    ownerId,
  })
  about('person', made.personId)
  about('owner', ownerId)
  about('sponsor', sponsor.id)
  return ok(made)
}
