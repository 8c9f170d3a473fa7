import { peopleByIds, visibleNames } from '#modules/field/api.ts'
import { accountById } from '#modules/identity/api.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { formatMessage } from '#shared/message.ts'
import type { OpaqueIds } from '#shared/opaque-id.ts'
import { ok, refuse, type Refusal } from '#shared/refusal.ts'
import { moveSentences } from '../domain/move-sentences.ts'
import { moveById, type Move } from '../store/moves.ts'
import { changesOf } from './plan-move.ts'

/** Moves with the names that the viewer may see; `youAsked` where the viewer asked for it. */
export async function showMoves(tx: Tx, ids: OpaqueIds, viewerId: bigint | null, moves: readonly Move[]) {
  const known = [...new Set(moves.flatMap((move) => [move.personId, move.parentId, move.fromParentId]))]
  const people = await peopleByIds(tx, known)
  const names = await visibleNames(tx, known)
  const accounts = new Set(moves.flatMap(({ requestedBy, decidedBy }) => [requestedBy, decidedBy]))
  const staff = new Map<bigint, string>()
  for (const id of accounts) {
    if (id === null) continue
    // oxlint-disable-next-line no-await-in-loop -- a handful of people work on moves
    const account = await accountById(tx, id)
    if (account) staff.set(id, account.name)
  }
  const person = (id: bigint) => ({
    person: ids.close('per', id),
    code: people.get(id)?.code ?? '',
    displayName: names.get(id) ?? '',
  })
  return moves.map((move) => ({
    move: ids.close('mov', move.id),
    tree: move.tree,
    person: person(move.personId),
    from: person(move.fromParentId),
    to: person(move.parentId),
    side: move.side,
    withTeam: move.withTeam,
    people: move.people,
    validFrom: move.fromMs,
    reason: move.reason,
    state: move.state,
    kind: move.kind,
    requestedBy: move.requestedBy === null ? null : (staff.get(move.requestedBy) ?? ''),
    requestedAt: move.requestedAtMs,
    decidedBy: move.decidedBy === null ? null : (staff.get(move.decidedBy) ?? ''),
    decidedAt: move.decidedAtMs,
    note: move.note,
    youAsked: move.requestedBy !== null && move.requestedBy === viewerId,
  }))
}

/** One move, with the reason why it could not be done as things stand now; null where it could, or was decided. */
export async function showMove(tx: Tx, ids: OpaqueIds, viewerId: bigint | null, moveId: bigint) {
  const move = await moveById(tx, moveId)
  const [shown] = move ? await showMoves(tx, ids, viewerId, [move]) : []
  if (!move || !shown) return refuse('genealogy.move.not_found')
  const planned = move.state === 'requested' ? await changesOf(tx, move) : undefined
  return ok({ ...shown, obstacle: planned && !planned.ok ? sentenceOf(planned.refusal) : null })
}

function sentenceOf({ code, params }: Refusal): string {
  return formatMessage(moveSentences[code] ?? code, params)
}
