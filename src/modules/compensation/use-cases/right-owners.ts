import { postJournal, walletSumsOf } from '#modules/ledger/api.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { uuidOfText } from '#platform/text-files/canonical-hash.ts'
import { ok, type Result } from '#shared/refusal.ts'
import { lettingOwe } from '../store/debtors.ts'
import { payOfHanded } from '../store/earnings.ts'
import type { Run } from '../store/runs.ts'

/** What one journal of an acceptance covers: the people of a legal entity's markets, in one currency. */
export type Part = Readonly<{ legalEntityId: bigint; marketIds: readonly bigint[]; currency: string }>

/**
 * Hands on what a posted journal of an acceptance brought to wallets of positions that ended in other ones or changed hands since it
 * was written: a journal of its own, from each wallet that has too much to each that has too little. Whoever asks holds the owners.
 */
export async function rightOwners(
  tx: Tx,
  { run, part, journal }: Readonly<{ run: Run; part: Part; journal: string }>,
): Promise<Result<unknown>> {
  const { legalEntityId, currency } = part
  const handed = await payOfHanded(tx, { ...part, runId: run.id, untilMs: run.untilMs })
  const brought = await walletSumsOf(tx, { journal, personIds: handed.map(({ ownerId }) => ownerId) })
  const entries = handed.flatMap(({ ownerId, minor }) => {
    const differs = minor - (brought.get(ownerId) ?? 0n)
    return differs === 0n ? [] : [{ account: 'wallet', person: ownerId, currency, minor: differs }]
  })
  if (entries.length === 0) return ok(undefined)
  const debited = entries.flatMap(({ person, minor }) => (minor < 0n ? [person] : []))
  return lettingOwe(tx, debited, () =>
    postJournal(tx, {
      id: uuidOfText(`handed on ${journal}`),
      code: 'compensation.handed_on',
      legalEntityId,
      atMs: run.acceptedAtMs ?? run.untilMs,
      subject: { kind: 'run', id: run.id, code: run.period },
      entries,
    }),
  )
}
