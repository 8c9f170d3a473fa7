import { calendarByCode, MONTHS } from '#modules/company/api.ts'
import { ownershipOf } from '#modules/field/api.ts'
import type { Tx } from '#platform/postgres/database.ts'
import type { Actor } from '#platform/postgres/transact.ts'
import { parsePeriod } from '#shared/period.ts'

/**
 * Whether a period ended before the position was the viewer's, or whether an instant in it lies before that: what it brought until then
 * is told to whoever had it then.
 */
export async function endedBeforeViewer(
  tx: Tx,
  of: Readonly<{ actor: Actor; period: string; atMs?: number | undefined }>,
): Promise<boolean> {
  const { personId, personSince } = of.actor
  if (personSince === undefined || personId === null) return false
  const calendar = await calendarByCode(tx, MONTHS)
  const asked = calendar && parsePeriod(of.period, calendar.timeZone)
  const { since } = await ownershipOf(tx, personId)
  if (!asked) return true
  return since !== undefined && (of.atMs ?? asked.untilMs - 1) < since.getTime()
}
