import { ok, type Result } from '#shared/refusal.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { addChange } from '../store/changes.ts'
import { nextVersion } from '../store/kits.ts'
import { kitsByCode } from './import-ground.ts'
import { setParts, type WantedPart } from './set-parts.ts'

/**
 * Says what a product is made of and keeps who did it, in a change that can be taken back; what it is made of already changes nothing.
 * Gives the kit's id; refused as `setParts`.
 */
export async function changeParts(
  tx: Tx,
  input: Readonly<{ code: string; parts: readonly WantedPart[]; accountId: bigint | null }>,
): Promise<Result<bigint>> {
  const { code, accountId } = input
  // What it is made of now stays so until this is done.
  await nextVersion(tx)
  const before = (await kitsByCode(tx)).get(code) ?? []
  const parts = input.parts.toSorted((one, other) => (one.product < other.product ? -1 : 1))
  const set = await setParts(tx, { code, parts })
  if (!set.ok || JSON.stringify(before) === JSON.stringify(parts)) return set
  const item = { is: 'parts', productId: set.value, before, after: parts } as const
  await addChange(tx, { kind: 'edit', accountId }, [item])
  return ok(set.value)
}
