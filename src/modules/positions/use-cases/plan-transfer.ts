import { settingAt } from '#modules/company/api.ts'
import { begunUntil } from '#modules/compensation/api.ts'
import { contactOf, ownershipOf, peopleByIds, positionsMost } from '#modules/field/api.ts'
import { accountByLogin } from '#modules/identity/api.ts'
import { companyNow } from '#platform/clock/clock.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { refuse, type Result } from '#shared/refusal.ts'
import { mayTransfer, type Taker } from '../domain/transfer.ts'
import { walletsOf, type AskedTransfer } from '../store/transfers.ts'

/** Whether a transfer could be done now, and whether the position becomes the new owner's only one. */
export async function planTransfer(
  tx: Tx,
  asked: AskedTransfer & Readonly<{ requestedAtMs?: number }>,
): Promise<Result<Readonly<{ becomesMain: boolean }>>> {
  const { positionId, toId, fromMs } = asked
  const people = await peopleByIds(tx, [positionId, toId])
  const [position, to] = [people.get(positionId), people.get(toId)]
  if (!position) return refuse('positions.transfer.no_position', {}, 'position')
  const nowMs = await companyNow(tx)
  const own = await ownershipOf(tx, positionId)
  const isOwn = own.ownerId === positionId
  const day = new Date(nowMs).toISOString().slice(0, 10)
  return mayTransfer({
    nowMs,
    fromMs,
    isLiving: position.kind === 'distributor' && position.status !== 'terminated' && !own.isMerged,
    isChanged: (own.handedAt?.getTime() ?? 0) > (asked.requestedAtMs ?? Infinity),
    isMainOfSeveral: isOwn && own.owned > 1,
    joinedMs: position.joinedAt.getTime(),
    ownedSinceMs: own.since?.getTime(),
    begunUntilMs: await begunUntil(tx),
    isReserved: isOwn && (await walletsOf(tx, positionId)).some(({ reserved }) => reserved !== 0n),
    taker: to && (await takerOf(tx, to, own.ownerId)),
    most: await settingAt(tx, positionsMost, { marketId: position.marketId, day }),
  })
}

type Person = NonNullable<ReturnType<Awaited<ReturnType<typeof peopleByIds>>['get']>>

async function takerOf(tx: Tx, to: Person, ownerId: bigint): Promise<Taker> {
  const email = (await contactOf(tx, to.id))?.email ?? null
  const account =
    email === null ? undefined : await accountByLogin(tx, { realm: 'distributor', login: email })
  return {
    isOwner: to.id === ownerId,
    isActive: to.kind !== 'company' && to.status === 'active',
    positions: to.kind === 'distributor' ? Math.max(1, (await ownershipOf(tx, to.id)).selling) : 0,
    email,
    isLoginTaken: account !== undefined,
  }
}
