import { previewTransfer } from '#modules/compensation/use-cases/preview-transfer.ts'
import { showChangeEffect } from '#modules/compensation/use-cases/show-change-effect.ts'
import { read, systemActor } from '#platform/postgres/transact.ts'
import type { TestDatabase } from './database.ts'

/** Computes what a transfer that was asked for would change of pay, and gives what its page shows. */
export async function previewedTransfer(database: TestDatabase, id: bigint) {
  await previewTransfer(database, id)
  const asked = { change: { kind: 'transfer', id }, period: undefined, limit: 100, offset: 0 } as const
  return read(database, systemActor('test'), (tx) => showChangeEffect(tx, asked))
}
