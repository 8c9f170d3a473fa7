import { pageWindow } from '#shared/contract.ts'
import { ok, refuse } from '#shared/refusal.ts'
import { companyNow } from '#platform/clock/clock.ts'
import { route } from '#platform/http/route.ts'
import type { PlatformDeps } from '#platform/module/deps.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { read, transact } from '#platform/postgres/transact.ts'
import * as contract from '../contract/segments.ts'
import { keepSegment, membersOf, segmentByCode, segmentsOf } from '../store/segments.ts'
import { marketFor } from '../use-cases/find-promotion.ts'
import { addMember, addPeople, endMember } from '../use-cases/keep-segment.ts'

const list = route({
  endpoint: contract.listSegments,
  realms: ['staff'],
  right: 'promotions.read',
  idempotency: 'safe',
  summary: 'The segments that promotions ask for, with how many people belong to each.',
  handler: async (deps: PlatformDeps, call) =>
    read(deps, call.actor, async (tx) => {
      const market = await marketFor(tx, call.viewer, 'promotions.read', call.query.market)
      if (!market.ok) return market
      const at = new Date(await companyNow(tx))
      const rows = await segmentsOf(tx, { marketId: market.value.id, at })
      return ok({ rows: rows.map(({ code, name, members }) => ({ code, name, members })) })
    }),
})

const save = route({
  endpoint: contract.saveSegment,
  realms: ['staff'],
  right: 'promotions.manage',
  idempotency: 'natural',
  summary: 'Makes a segment, or gives it another name.',
  handler: async (deps: PlatformDeps, call) =>
    transact(deps, { actor: call.actor, useCase: 'promotions.save_segment' }, async (tx, about) => {
      const market = await marketFor(tx, call.viewer, 'promotions.manage', call.params.market)
      if (!market.ok) return market
      const { segment: code } = call.params
      const { name } = call.body
      about('segment', await keepSegment(tx, { marketId: market.value.id, code, name }))
      return ok({ code, name })
    }),
})

const members = route({
  endpoint: contract.listMembers,
  realms: ['staff'],
  right: 'promotions.read',
  idempotency: 'safe',
  summary: 'Those who belong to a segment now.',
  handler: async (deps: PlatformDeps, call) =>
    read(deps, call.actor, async (tx) => {
      const market = await marketFor(tx, call.viewer, 'promotions.read', call.params.market)
      if (!market.ok) return market
      const { segment: code } = call.params
      const segment = await segmentByCode(tx, { marketId: market.value.id, code })
      if (!segment) return refuse('promotions.segment_unknown', { code }, 'segment')
      const at = new Date(await companyNow(tx))
      const search = call.query.search?.trim() ?? ''
      const found = await membersOf(tx, { segmentId: segment.id, at, search, ...pageWindow(call.query) })
      const rows = found.rows.map(({ person, name, fromAt, untilAt }) => ({
        person,
        name,
        from: fromAt.getTime(),
        until: untilAt?.getTime() ?? null,
      }))
      return ok({ rows, total: found.total, name: segment.name })
    }),
})

const add = route({
  endpoint: contract.addMember,
  realms: ['staff'],
  right: 'promotions.manage',
  // A person belongs to it once, however often that is said.
  idempotency: 'natural',
  summary: 'Adds a person to a segment, or says until when somebody belongs to it.',
  handler: async (deps: PlatformDeps, call) =>
    transact(deps, { actor: call.actor, useCase: 'promotions.add_member' }, async (tx, about) => {
      const market = await marketFor(tx, call.viewer, 'promotions.manage', call.params.market)
      if (!market.ok) return market
      const { accountId } = call.viewer
      const { segment: code } = call.params
      const { person, endsOn } = call.body
      const done = await addMember(tx, { market: market.value, code, accountId, person, endsOn })
      if (!done.ok) return done
      about('segment', `${market.value.code} ${code}`)
      return ok({ person })
    }),
})

const end = route({
  endpoint: contract.endMember,
  realms: ['staff'],
  right: 'promotions.manage',
  idempotency: 'natural',
  summary: 'Ends now that a person belongs to a segment.',
  handler: async (deps: PlatformDeps, call) =>
    transact(deps, { actor: call.actor, useCase: 'promotions.end_member' }, async (tx, about) => {
      const market = await marketFor(tx, call.viewer, 'promotions.manage', call.params.market)
      if (!market.ok) return market
      const { accountId } = call.viewer
      const { segment: code, person } = call.params
      const done = await endMember(tx, { market: market.value, code, accountId, person })
      if (!done.ok) return done
      about('segment', done.value.id)
      return ok({ person })
    }),
})

const file = route({
  endpoint: contract.addPeople,
  realms: ['staff'],
  right: 'promotions.manage',
  idempotency: 'natural',
  summary: 'Adds the people of a file to a segment, or says what would come of it.',
  handler: async (deps: PlatformDeps, call) => {
    const addAll = async (tx: Tx) => {
      const market = await marketFor(tx, call.viewer, 'promotions.manage', call.params.market)
      if (!market.ok) return market
      const { text, endsOn, dryRun } = call.body
      const of = { market: market.value, code: call.params.segment, accountId: call.viewer.accountId }
      const done = await addPeople(tx, { ...of, text, endsOn, dryRun })
      return done.ok ? ok({ ...done.value, rejects: [...done.value.rejects] }) : done
    }
    if (call.body.dryRun) return read(deps, call.actor, addAll)
    return transact(deps, { actor: call.actor, useCase: 'promotions.add_people' }, async (tx, about) => {
      about('segment', `${call.params.market} ${call.params.segment}`)
      return addAll(tx)
    })
  },
})

export const segmentRoutes = [list, save, members, add, end, file]
