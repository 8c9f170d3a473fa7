import { nextCode } from '#modules/company/api.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { leaveAddresses } from '../store/addresses.ts'
import { mergedInto } from '../store/merged.ts'
import { addFormerOwner, ownerOf } from '../store/ownership.ts'
import { addPerson, personCard, takeDetails } from '../store/people.ts'
import { changeOwners } from './change-owners.ts'

export type HandOver = Readonly<{
  positionId: bigint
  toId: bigint
  /** Whether it is the new owner's only position, and not a further one. */
  becomesMain: boolean
  from: Date
  at: Date
  hasDied: boolean
}>

/**
 * Gives a position to another person from an instant on and tells `field.owner_changed`. Whoever had it as the own one goes by a
 * number of its own from now on, which is given; name and contact of the position are the new owner's.
 */
export async function handOverPosition(tx: Tx, input: HandOver): Promise<bigint | undefined> {
  const { positionId, toId, becomesMain, from, at } = input
  const [card, details] = [await personCard(tx, positionId), await personCard(tx, toId)]
  if (!card || !details) throw new Error('who hands a position over and who takes it are people')
  const wasOwn = (await ownerOf(tx, positionId)) === positionId
  const formerId = wasOwn
    ? await addPerson(tx, {
        code: await nextCode(tx, 'person'),
        kind: 'retail',
        status: input.hasDied ? 'terminated' : 'inactive',
        marketId: card.marketId,
        joinedAt: at,
        servedBy: null,
        details: card,
      })
    : undefined
  if (formerId !== undefined) {
    await addFormerOwner(tx, { positionId, personId: formerId, until: from })
    await leaveAddresses(tx, positionId, formerId)
  }
  const ownerId = becomesMain ? positionId : toId
  const along = await mergedInto(tx, positionId)
  // What was merged into it goes along: before it, as nobody owns anything who is somebody's position, or to it, once it is nobody's.
  const positions = becomesMain ? [positionId, ...along] : [...along, positionId]
  await changeOwners(tx, { positionId, positions, ownerId, from, handedAt: at, formerId })
  await takeDetails(tx, positionId, details)
  return formerId
}
