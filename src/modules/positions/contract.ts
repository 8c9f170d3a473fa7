import { z } from 'zod'
import { decides, endpoint, instant, money, opaqueId, pageOf, pageQuery } from '#shared/contract.ts'

const personId = opaqueId('per')
const transferId = opaqueId('trf')
export const transferKind = z.enum(['sale', 'divorce', 'inheritance', 'other'])
export const transferState = z.enum(['requested', 'done', 'rejected', 'withdrawn'])

const shownPerson = z.object({ person: personId, code: z.string(), displayName: z.string() })
const personExample = { person: 'per_0123456789abc', code: '10000012', displayName: 'Sample Person' }

/** A transfer of a position; whoever had the position as the own one is named by the number that the person goes by since. */
const transfer = z.object({
  transfer: transferId,
  kind: transferKind,
  position: shownPerson,
  from: shownPerson,
  to: shownPerson,
  validFrom: instant,
  reason: z.string(),
  /** Where the contract, judgment or certificate is kept. */
  papers: z.string(),
  state: transferState,
  requestedBy: z.string(),
  requestedAt: instant,
  decidedBy: z.string().nullable(),
  decidedAt: instant.nullable(),
  note: z.string(),
  /** Whether the viewer asked for it: somebody else decides it then. */
  youAsked: z.boolean(),
})
const transferExample = {
  transfer: 'trf_0123456789abc',
  kind: 'inheritance',
  position: personExample,
  from: personExample,
  to: personExample,
  validFrom: '2026-11-01T00:00:00.000Z',
  reason: 'The owner died; the daughter goes on.',
  papers: 'Certificate of inheritance, file 12/2026',
  state: 'requested',
  requestedBy: 'Sample Clerk',
  requestedAt: '2026-11-20T09:00:00.000Z',
  decidedBy: null,
  decidedAt: null,
  note: '',
  youAsked: false,
} as const
const params = z.object({ transfer: transferId })
const paramsExample = { transfer: 'trf_0123456789abc' }

/** Transfers, those that wait first, then the newest; of one position where it is named. */
export const listTransfers = endpoint({
  method: 'GET',
  path: '/transfers',
  query: pageQuery.extend({ state: transferState.optional(), position: personId.optional() }),
  response: pageOf(transfer),
  example: { query: { state: 'requested' }, response: { rows: [transferExample], total: 1 } },
})

/**
 * One transfer. `paidFrom` is the first month whose pay the new owner gets; `stays` says what stays with the old one while it waits;
 * `isFurther` whether the new owner has a position already; `obstacle` why it could not be done as things stand.
 */
export const showTransfer = endpoint({
  method: 'GET',
  path: '/transfers/:transfer',
  params,
  response: transfer.extend({
    paidFrom: z.string().nullable(),
    isFurther: z.boolean().nullable(),
    stays: z.object({ wallets: z.array(money), openOrders: z.int(), owed: z.array(money) }).nullable(),
    obstacle: z.string().nullable(),
  }),
  example: {
    params: paramsExample,
    response: {
      ...transferExample,
      paidFrom: '2026-11',
      isFurther: true,
      stays: { wallets: [{ minor: '12900', currency: 'EUR' }], openOrders: 1, owed: [] },
      obstacle: null,
    },
  },
})

/**
 * Asks for a position to become another person's (`to`, by number), from now on or from an earlier moment after the last month that is
 * being paid. Places, team and history stay with the position. An inheritance names its papers.
 */
export const requestTransfer = endpoint({
  method: 'POST',
  path: '/transfers',
  status: 201,
  body: z.object({
    position: personId,
    to: z.string().min(1).max(20),
    kind: transferKind,
    from: instant.optional(),
    reason: z.string().trim().min(3).max(1000),
    papers: z.string().trim().max(300).optional(),
  }),
  response: z.object({ transfer: transferId }),
  example: {
    body: {
      position: 'per_0123456789abc',
      to: '10000012',
      kind: 'sale',
      from: '2026-11-01T00:00:00.000Z',
      reason: 'Sold by contract.',
    },
    response: { transfer: 'trf_0123456789abc' },
  },
})

const decided = { path: '/transfers/:transfer', params, example: paramsExample } as const
const approved = decides(decided, 'approved')

/**
 * A second person approves: the transfer is done at once. `activation` is the path of the link by which a new owner without an office
 * account chooses a password; it is told once.
 */
export const approveTransfer = endpoint({
  ...approved,
  response: z.object({ activation: z.string().nullable() }),
  example: { ...approved.example, response: { activation: null } },
})

/** A second person says no. */
export const rejectTransfer = decides(decided, 'rejected')

/** Who asked for it takes it back. */
export const withdrawTransfer = decides(decided, 'withdrawn')
