import { letOwe } from '#modules/compensation/api.ts'
import { contactOf, handOverPosition, visibleNames } from '#modules/field/api.ts'
import { endSessionsAt, handOverAccounts, openPositionAccount } from '#modules/identity/api.ts'
import { postJournal } from '#modules/ledger/api.ts'
import { companyNow } from '#platform/clock/clock.ts'
import type { Tx } from '#platform/postgres/database.ts'
import type { About } from '#platform/postgres/transact.ts'
import { uuidOfText } from '#platform/text-files/canonical-hash.ts'
import { ok, refuse, type Result } from '#shared/refusal.ts'
import { walletsOf, type Held, type Transfer } from '../store/transfers.ts'
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
    const moved = await moveWallets(tx, { from: positionId, to: formerId, transferId: transfer.id, at })
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

type Moving = Readonly<{ from: bigint; to: bigint; transferId: bigint; at: Date }>

/** What the wallets of a position hold, or owe, goes to the number that the old owner goes by since. */
async function moveWallets(tx: Tx, of: Moving): Promise<Result<undefined>> {
  for (const held of await walletsOf(tx, of.from)) {
    if (held.minor === 0n) continue
    // oxlint-disable-next-line no-await-in-loop -- a wallet for each entity and currency
    const moved = await moveWallet(tx, of, held)
    if (!moved.ok) return moved
  }
  return ok(undefined)
}

async function moveWallet(
  tx: Tx,
  { from, to, transferId, at }: Moving,
  { legalEntityId, currency, minor }: Held,
): Promise<Result<undefined>> {
  const code = 'transfer.handed_over'
  const post = (minorOf: bigint) =>
    postJournal(tx, {
      id: uuidOfText(`transfer ${transferId} ${legalEntityId} ${currency}`),
      code,
      legalEntityId,
      atMs: at.getTime(),
      subject: { kind: 'transfer', id: transferId },
      entries: [
        { account: 'wallet', person: from, currency, minor: -minorOf },
        { account: 'wallet', person: to, currency, minor: minorOf },
      ],
    })
  const first = await post(minor)
  if (first.ok) return ok(undefined)
  // What was owed before stays owed by the same person.
  if (first.refusal.code !== 'ledger.balance_short' || minor > 0n) return first
  await letOwe(tx, [to])
  const again = await post(minor)
  return again.ok ? ok(undefined) : again
}
