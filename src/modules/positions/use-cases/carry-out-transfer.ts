import { contactOf, handOverPosition, visibleNames } from '#modules/field/api.ts'
import { endSessionsAt, handOverAccounts, openPositionAccount } from '#modules/identity/api.ts'
import { companyNow } from '#platform/clock/clock.ts'
import type { Tx } from '#platform/postgres/database.ts'
import type { About } from '#platform/postgres/transact.ts'
import { ok, refuse, type Result } from '#shared/refusal.ts'
import type { Transfer } from '../store/transfers.ts'
import { moveWallets } from './move-wallets.ts'
import { planTransfer } from './plan-transfer.ts'

/** The number that the old owner goes by since, and the link by which the new one chooses a password. */
export type Done = Readonly<{ formerId: bigint | undefined; activation: string | null }>

/**
 * Does an approved transfer: the position and its team stay where they are; name and sign-in are the new owner's, what the wallet holds
 * stays with the old one.
 */
export async function carryOutTransfer(tx: Tx, about: About, transfer: Transfer): Promise<Result<Done>> {
  const { positionId, toId, kind } = transfer
  const planned = await planTransfer(tx, transfer)
  if (!planned.ok) return planned
  const { becomesMain } = planned.value
  const [from, at] = [new Date(transfer.fromMs), new Date(await companyNow(tx))]
  const formerId = await handOverPosition(tx, {
    positionId,
    toId,
    becomesMain,
    from,
    at,
    hasDied: kind === 'inheritance',
  })
  if (formerId === undefined) await endSessionsAt(tx, positionId)
  else {
    about('former', formerId)
    await handOverAccounts(tx, { from: positionId, to: formerId })
    const by = { kind: 'transfer', id: transfer.id } as const
    const code = 'transfer.handed_over'
    const moved = await moveWallets(tx, { from: positionId, to: formerId, by, code, at })
    if (!moved.ok) return moved
  }
  if (!becomesMain) return ok({ formerId, activation: null })
  const opened = await openOffice(tx, { positionId, toId, since: at })
  return opened.ok ? ok({ formerId, activation: opened.value }) : opened
}

async function openOffice(
  tx: Tx,
  of: Readonly<{ positionId: bigint; toId: bigint; since: Date }>,
): Promise<Result<string>> {
  const { positionId, toId, since } = of
  const login = (await contactOf(tx, toId))?.email ?? null
  const name = (await visibleNames(tx, [toId])).get(toId) ?? ''
  if (login === null) return refuse('positions.transfer.no_email', {}, 'to')
  const opened = await openPositionAccount(tx, { login, name, personId: positionId, since })
  return opened.ok ? opened : refuse('positions.transfer.login_taken', {}, 'to')
}
