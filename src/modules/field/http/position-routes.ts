import { ok, refuse } from '#shared/refusal.ts'
import { transactOnce } from '#platform/http/idempotency.ts'
import { route } from '#platform/http/route.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { read, transact } from '#platform/postgres/transact.ts'
import { hasRight, type Viewer } from '#platform/sessions/viewer.ts'
import * as contract from '../contract/positions.ts'
import { personById } from '../store/people.ts'
import { addPosition } from '../use-cases/add-position.ts'
import type { FieldDeps } from '../use-cases/field-deps.ts'
import { lookFromPosition } from '../use-cases/look-from-position.ts'
import { showOwner } from '../use-cases/show-owner.ts'
import { showPositions, type ShownPosition } from '../use-cases/show-positions.ts'
import { ownPerson } from './shown.ts'

const list = route({
  endpoint: contract.listPositions,
  realms: ['staff'],
  right: 'people.read',
  idempotency: 'safe',
  summary: 'All positions of the person behind a position.',
  handler: async (deps: FieldDeps, call) =>
    read(deps, call.actor, async (tx) => {
      const personId = deps.ids.open('per', call.params.person)
      if (!(await mayLook(tx, call.viewer, 'people.read', personId))) return refuse('field.person.not_found')
      return ok({ positions: (await showPositions(tx, personId)).map((one) => shown(deps, one)) })
    }),
})

const owner = route({
  endpoint: contract.showOwner,
  realms: ['staff'],
  right: 'people.read',
  idempotency: 'safe',
  summary: 'Whose a position was as of then, as known then.',
  handler: async (deps: FieldDeps, call) =>
    read(deps, call.actor, async (tx) => {
      const personId = deps.ids.open('per', call.params.person)
      if (!(await mayLook(tx, call.viewer, 'people.read', personId))) return refuse('field.person.not_found')
      const { at, knownSeq } = call.query
      const found = await showOwner(tx, { personId, atMs: at, knownSeq })
      const person = deps.ids.close('per', found.ownerId)
      return ok({
        at: found.atMs,
        seq: found.seq,
        owner: { person, code: found.code, displayName: found.name },
      })
    }),
})

const add = route({
  endpoint: contract.addPosition,
  realms: ['staff'],
  right: 'people.write',
  idempotency: 'key',
  summary: 'Gives the person behind a position one more.',
  handler: async (deps: FieldDeps, call) => {
    const once = { useCase: 'field.add_position', answer: contract.addPosition.response }
    return transactOnce(deps, call, once, async (tx, about) => {
      const personId = deps.ids.open('per', call.params.person)
      if (!(await mayLook(tx, call.viewer, 'people.write', personId))) return refuse('field.person.not_found')
      const made = await addPosition(deps, tx, about, { personId, sponsor: call.body.sponsor.trim() })
      if (!made.ok) return made
      return ok({ person: deps.ids.close('per', made.value.personId), code: made.value.code })
    })
  },
})

const listMine = route({
  endpoint: contract.listMyPositions,
  realms: ['distributor'],
  right: 'signed_in',
  idempotency: 'safe',
  summary: 'The positions of who is signed in.',
  handler: async (deps: FieldDeps, call) =>
    read(deps, call.actor, async (tx) => {
      const current = ownPerson(call.viewer)
      const positions = await showPositions(tx, current)
      return ok({
        positions: positions.map((one) => ({ ...shown(deps, one), isCurrent: one.personId === current })),
      })
    }),
})

const look = route({
  endpoint: contract.lookFromPosition,
  realms: ['distributor'],
  right: 'signed_in',
  idempotency: 'natural',
  summary: 'Looks from another of the own positions.',
  handler: async (deps: FieldDeps, call) =>
    transact(deps, { actor: call.actor, useCase: 'field.look_from_position' }, (tx, about) =>
      lookFromPosition(tx, about, {
        sessionId: call.viewer.sessionId,
        from: ownPerson(call.viewer),
        to: deps.ids.open('per', call.body.person),
      }),
    ),
})

async function mayLook(tx: Tx, viewer: Viewer, right: string, personId: bigint): Promise<boolean> {
  const person = await personById(tx, personId)
  return person !== undefined && hasRight(viewer, right, person.marketId)
}

function shown(deps: FieldDeps, { personId, since, ...rest }: ShownPosition) {
  return { ...rest, person: deps.ids.close('per', personId), since: since.getTime() }
}

export const positionRoutes = [list, owner, add, listMine, look]
