import { z } from 'zod'
import { day, endpoint, instant, money, opaqueId, pageOf, pageQuery } from '#shared/contract.ts'

const journalId = opaqueId('jrn')
const personCode = z.string().regex(/^\d{2,20}$/)
const code = z.string().regex(/^[A-Z0-9-]{2,12}$/)

export const journalState = z.enum(['open', 'pending', 'posted', 'voided'])

/** What a journal is about; `id` is the code or outside name that its page goes by. */
const about = z.object({ kind: z.string(), id: z.string() }).nullable()

export const journalRow = z.object({
  id: journalId,
  /** What kind of event: `order`, `order.cancel`, `commission`. */
  code: z.string(),
  state: journalState,
  legalEntity: code,
  market: code.nullable(),
  /** The company's time of the event. */
  at: instant,
  about,
  entries: z.int(),
  /** The sum of what was credited, for each currency. */
  totals: z.array(money),
})

/** Amounts are signed: more than zero is credited to the account, less than zero is debited. */
const entry = z.object({
  line: z.int(),
  account: z.string(),
  person: z.object({ code: personCode, name: z.string().optional() }).nullable(),
  amount: money,
})

const row = {
  id: 'jrn_01234567890ab',
  code: 'order',
  state: 'posted' as const,
  legalEntity: 'DE',
  market: 'DE',
  at: '2026-10-25T09:30:00.000Z',
  about: { kind: 'order', id: '100000015' },
  entries: 4,
  totals: [{ minor: '4890', currency: 'EUR' }],
}

/** Sorts: `-at` (when nothing is said), `at`. `search` takes what a journal is about, such as the code of an order. */
export const listJournals = endpoint({
  method: 'GET',
  path: '/journals',
  query: pageQuery.extend({
    code: z.string().max(40).optional(),
    state: journalState.optional(),
    from: day.optional(),
    until: day.optional(),
  }),
  response: pageOf(journalRow),
  example: { query: { state: 'posted' }, response: { rows: [row], total: 1 } },
})

export const showJournal = endpoint({
  method: 'GET',
  path: '/journals/:id',
  params: z.object({ id: journalId }),
  response: journalRow.extend({
    lines: z.array(entry),
    /** How many lines there are; at most the first 500 are shown. */
    lineCount: z.int(),
    reverses: journalId.nullable(),
    reversedBy: journalId.nullable(),
  }),
  example: {
    params: { id: row.id },
    response: {
      ...row,
      lines: [
        { line: 1, account: 'receivable', person: null, amount: { minor: '-4890', currency: 'EUR' } },
        { line: 2, account: 'sales', person: null, amount: { minor: '4890', currency: 'EUR' } },
      ],
      lineCount: 2,
      reverses: null,
      reversedBy: null,
    },
  },
})

/** The company's own accounts with their balances. */
export const listAccounts = endpoint({
  method: 'GET',
  path: '/accounts',
  response: z.object({
    accounts: z.array(z.object({ kind: z.string(), legalEntity: code, balance: money, entries: z.int() })),
  }),
  example: {
    response: {
      accounts: [
        { kind: 'sales', legalEntity: 'DE', balance: { minor: '104890', currency: 'EUR' }, entries: 31 },
      ],
    },
  },
})

const movement = z.object({ at: instant, code: z.string(), about, amount: money, state: journalState })

/** What the company owes a person, for each currency; `reserved` is set aside for payments on their way. */
export const wallet = z.object({
  balances: z.array(z.object({ legalEntity: code, balance: money, reserved: money, available: money })),
  movements: pageOf(movement),
})

const walletExample = {
  balances: [
    {
      legalEntity: 'DE',
      balance: { minor: '12050', currency: 'EUR' },
      reserved: { minor: '0', currency: 'EUR' },
      available: { minor: '12050', currency: 'EUR' },
    },
  ],
  movements: {
    rows: [
      {
        at: '2026-10-25T09:30:00.000Z',
        code: 'commission',
        about: { kind: 'period', id: '2026-09' },
        amount: { minor: '12050', currency: 'EUR' },
        state: 'posted' as const,
      },
    ],
    total: 1,
  },
}

export const personWallet = endpoint({
  method: 'GET',
  path: '/people/:code/wallet',
  params: z.object({ code: personCode }),
  query: pageQuery,
  response: wallet,
  example: { params: { code: '10000013' }, query: {}, response: walletExample },
})

export const myWallet = endpoint({
  method: 'GET',
  path: '/office/wallet',
  query: pageQuery,
  response: wallet,
  example: { query: {}, response: walletExample },
})
