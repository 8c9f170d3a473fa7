import { holdPaying, letOwe } from '#modules/compensation/api.ts'
import { postJournal } from '#modules/ledger/api.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { uuidOfText } from '#platform/text-files/canonical-hash.ts'
import { ok, type Result } from '#shared/refusal.ts'
import { walletsOf, type Held } from '../store/transfers.ts'

/** Whose wallets go to whom, and by what: a journal of that code for each, which is posted once. */
export type Moving = Readonly<{
  from: bigint
  to: bigint
  by: Readonly<{ kind: 'transfer' | 'move'; id: bigint }>
  code: 'transfer.handed_over' | 'merge.handed_over'
  at: Date
}>

/** What the wallets of one person hold, or owe, goes to another one; what is on its way out stays until it has left. */
export async function moveWallets(tx: Tx, of: Moving): Promise<Result<undefined>> {
  await holdPaying(tx)
  for (const held of await walletsOf(tx, of.from)) {
    const minor = held.minor - held.reserved
    if (minor === 0n) continue
    // oxlint-disable-next-line no-await-in-loop -- a wallet for each entity and currency
    const moved = await moveWallet(tx, of, { ...held, minor })
    if (!moved.ok) return moved
  }
  return ok(undefined)
}

async function moveWallet(
  tx: Tx,
  { from, to, by, code, at }: Moving,
  { legalEntityId, currency, minor }: Held,
): Promise<Result<undefined>> {
  const post = (minorOf: bigint) =>
    postJournal(tx, {
      id: uuidOfText(`${by.kind} ${by.id} ${legalEntityId} ${currency}`),
      code,
      legalEntityId,
      atMs: at.getTime(),
      subject: by,
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
