import { afterAll, beforeAll } from 'vitest'
import { expectedPay } from '#modules/compensation/contract.ts'
import type { Api } from '#kit/api.ts'
import type { Money } from '#shared/money.ts'
import { DEMONSTRATION_PASSWORD } from '../../../src/demo/sign-ins.ts'
import { signedIn } from './callers.ts'
import { correctionByBrowser, mergeByBrowser } from './changes-by-browser.ts'
import { closesByBrowser } from './close-by-browser.ts'
import type { Company } from './company.ts'
import { deltaByBrowser } from './delta-by-browser.ts'
import { joinsByBrowser } from './join-by-browser.ts'
import type { Reported } from './orders-around-cut.ts'
import { labByBrowser } from './lab-by-browser.ts'
import { moveByBrowser } from './move-by-browser.ts'
import { sellsByBrowser } from './sell-by-browser.ts'
import { statementsByBrowser } from './statement-by-browser.ts'
import { thenByBrowser } from './then-by-browser.ts'
import { legsByBrowser, treeByBrowser } from './tree-by-browser.ts'
import { visitor, type Visitor } from './visitor.ts'

/** Pixels of the windows: of the field and its customers, and of the company's people. */
export type Widths = Readonly<{ field: number; staff: number }>

const ROLES = ['leader', 'newcomer', 'shopper', 'clerk', 'admin', 'second'] as const

/** What the steps of a month hand on to one another. */
export type BrowserMonth = {
  readonly company: Company
  readonly people: Readonly<Record<(typeof ROLES)[number], Visitor>>
  /** The leader over the wire: what the pages must show to the cent. */
  readonly leader: Api
  readonly newcomer: Readonly<{ givenName: string; login: string; password: string }>
  /** The month that is open when the journey begins, such as `2026-10`. */
  readonly period: string
  /** What the leader was told to expect when the journey began, and when that was, in real time. */
  readonly told: Readonly<{ total: Money; at: number }>
  inviteLink: string
  /** A moment of real time after the month was accepted and before its delta. */
  beforeDelta: number
  /** Orders that came in around the cut. */
  readonly reported: Reported[]
}

export const signIns = {
  leader: { login: 'leader@demo.test', password: DEMONSTRATION_PASSWORD },
  clerk: { login: 'clerk@demo.test', password: DEMONSTRATION_PASSWORD },
  admin: { login: 'admin@demo.test', password: DEMONSTRATION_PASSWORD },
  second: { login: 'second@demo.test', password: DEMONSTRATION_PASSWORD },
} as const

/** One month as people do it in their windows; the tests go on from one another. */
export function monthByBrowser(company: () => Company, widths: Widths): void {
  let month: BrowserMonth | undefined
  beforeAll(async () => {
    month = await openMonth(company(), widths)
  })
  afterAll(async () => {
    for (const person of Object.values(month?.people ?? {})) await person.close()
  })
  const running = (): BrowserMonth => {
    if (!month) throw new Error('the month was not begun')
    return month
  }
  joinsByBrowser(running)
  sellsByBrowser(running)
  closesByBrowser(running)
  statementsByBrowser(running)
  deltaByBrowser(running)
  thenByBrowser(running)
  treeByBrowser(running)
  legsByBrowser(running)
  labByBrowser(running)
  moveByBrowser(running)
  correctionByBrowser(running)
  mergeByBrowser(running)
}

async function openMonth(company: Company, widths: Widths): Promise<BrowserMonth> {
  const field = { width: widths.field }
  const staff = { width: widths.staff }
  const leader = await signedIn(company.address, 'distributor', signIns.leader.login)
  const { period, total } = await leader(expectedPay, { query: {} })
  const login = `newcomer.${widths.field}@example.com`
  return {
    company,
    leader,
    period,
    told: { total, at: Date.now() },
    beforeDelta: 0,
    newcomer: { givenName: 'Aoife', login, password: 'a sentence of the newcomer' },
    inviteLink: '',
    reported: [],
    people: {
      leader: await visitor(company, field),
      newcomer: await visitor(company, field),
      shopper: await visitor(company, { ...field, script: false }),
      clerk: await visitor(company, staff),
      admin: await visitor(company, staff),
      second: await visitor(company, staff),
    },
  }
}
