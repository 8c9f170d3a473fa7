import { peopleByIds, visibleNames } from '#modules/field/api.ts'
import { accountById } from '#modules/identity/api.ts'
import type { Tx } from '#platform/postgres/database.ts'
import type { OpaqueIds } from '#shared/opaque-id.ts'
import { formatMessage } from '#shared/message.ts'
import { ok, refuse, type Refusal } from '#shared/refusal.ts'
import { adjustmentSentences } from '../domain/adjustment-sentences.ts'
import { adjustmentById, type Adjustment } from '../store/adjustments.ts'
import { orderCodes } from '../store/order-facts.ts'
import { obstacleTo } from './decide-adjustment.ts'

/** Corrections with the names that the viewer may see; `youAsked` where the viewer asked for it. */
export async function showAdjustments(
  tx: Tx,
  ids: OpaqueIds,
  viewerId: bigint | null,
  rows: readonly Adjustment[],
) {
  const known = [
    ...new Set(
      rows.flatMap(({ personId, sellerId }) => (sellerId === null ? [personId] : [personId, sellerId])),
    ),
  ]
  const people = await peopleByIds(tx, known)
  const names = await visibleNames(tx, known)
  const orders = await orderCodes(
    tx,
    rows.flatMap(({ orderId }) => orderId ?? []),
  )
  const staff = new Map<bigint, string>()
  for (const id of new Set(
    rows.flatMap(({ requestedBy, decidedBy }) => [requestedBy, decidedBy ?? requestedBy]),
  )) {
    // oxlint-disable-next-line no-await-in-loop -- a handful of people work on corrections
    const account = await accountById(tx, id)
    if (account) staff.set(id, account.name)
  }
  const person = (id: bigint) => ({
    person: ids.close('per', id),
    code: people.get(id)?.code ?? '',
    displayName: names.get(id) ?? '',
  })
  return rows.map((row) => ({
    adjustment: ids.close('adj', row.id),
    kind: row.kind,
    person: person(row.personId),
    name: row.name,
    value: row.value,
    order:
      row.orderId === null
        ? null
        : {
            code: orders.get(row.orderId) ?? '',
            seller: row.sellerId === null ? null : person(row.sellerId),
            at: row.orderAtMs,
          },
    ends: row.endsId === null ? null : ids.close('adj', row.endsId),
    from: row.fromMs,
    until: row.untilMs,
    endedFrom: row.endedFromMs,
    reason: row.reason,
    state: row.state,
    requestedBy: staff.get(row.requestedBy) ?? '',
    requestedAt: row.requestedAtMs,
    decidedBy: row.decidedBy === null ? null : (staff.get(row.decidedBy) ?? ''),
    decidedAt: row.decidedAtMs,
    note: row.note,
    youAsked: row.requestedBy === viewerId,
  }))
}

/** One correction, with what it ends, and whether something stands in its way by now. */
export async function showAdjustment(tx: Tx, ids: OpaqueIds, viewerId: bigint | null, id: bigint) {
  const row = await adjustmentById(tx, id)
  if (!row) return refuse('pay.adjustment.not_found')
  const ended = row.endsId === null ? undefined : await adjustmentById(tx, row.endsId)
  const [shown, ending] = await showAdjustments(tx, ids, viewerId, ended ? [row, ended] : [row])
  if (!shown) throw new Error('a correction that was found is shown')
  const obstacle = row.state === 'requested' ? await obstacleTo(tx, row) : undefined
  return ok({
    ...shown,
    ended: ending ?? null,
    obstacle: obstacle && !obstacle.ok ? sentenceOf(obstacle.refusal) : null,
  })
}

function sentenceOf({ code, params }: Refusal): string {
  return formatMessage(adjustmentSentences[code] ?? code, params)
}
