import { officeProducts } from '#modules/catalog/contract.ts'
import { showCompany } from '#modules/company/contract.ts'
import { myOrder, reportOrder } from '#modules/orders/contract.ts'
import type { Api } from '#kit/api.ts'

const HOUR_MS = 3_600_000

/** The order as it was answered: its code, and whether it was taken before the month ended. */
export type Reported = Readonly<{ code: string; late: boolean }>

/**
 * Reports an order of the cheapest product; `late` is one that was taken an hour before the month ended (at `untilMs`)
 * and comes in only now.
 */
export async function reportOne(
  seller: Api,
  input: Readonly<{ untilMs: number; late: boolean }>,
): Promise<Reported> {
  const { rows } = await seller(officeProducts, { query: { search: 'tea', rows: 1 } })
  const product = rows[0]?.code
  if (product === undefined) throw new Error('the demonstration sells no tea')
  const body = {
    buyer: { kind: 'guest' as const, name: input.late ? 'Late Consumer' : 'New Consumer' },
    lines: [{ product, quantity: 1 }],
    payment: 'pay_later' as const,
    ...(input.late ? { takenAt: input.untilMs - HOUR_MS } : {}),
  }
  const { order } = await seller(reportOrder, { body })
  return { code: order, late: input.late }
}

/** Reports late and new orders in turn until told to stop. */
export async function reportMeanwhile(
  seller: Api,
  input: Readonly<{ untilMs: number; goOn: () => boolean }>,
): Promise<readonly Reported[]> {
  const reported: Reported[] = []
  // One after the other, as one person reports them.
  for (let turn = 0; input.goOn(); turn++) {
    // oxlint-disable-next-line no-await-in-loop
    reported.push(await reportOne(seller, { ...input, late: turn % 2 === 0 }))
  }
  return reported
}

/** Which of the orders count before a moment and came before its cut, by their codes in order. */
export async function countedBefore(
  seller: Api,
  orders: readonly Reported[],
  untilMs: number,
): Promise<readonly string[]> {
  const moments = await Promise.all(
    orders.map(({ code }) => seller(myOrder, { params: { code }, query: {} })),
  )
  return moments.flatMap(({ code, commissionAt, late }) =>
    commissionAt !== null && commissionAt < untilMs && !late ? [code] : [],
  )
}

/** What the company's clock shows. */
export async function companyTime(anybody: Api): Promise<number> {
  return (await anybody(showCompany, {})).now
}
