import { redirect } from 'react-router'
import { myOrder } from '#modules/orders/contract.ts'
import { editMyOrder, previewMyOrderEdit } from '#modules/orders/contract/edits.ts'
import type { Inside } from '#shared/contract.ts'
import type { Api } from '#kit/api.ts'
import { problemsOf, refusedBy, type Refused } from './form-data.ts'

export type Effect = Inside<typeof previewMyOrderEdit, 'response'>
/** What was typed, and what it would do, or why it cannot be. */
export type EditOutcome = Refused & Readonly<{ effect: Effect | undefined }>

/**
 * Answers the form that says what should be in an order: shows first what that would do, and does it once the total that was shown is
 * sent with it.
 */
export async function answerEdit(
  api: Api,
  code: string,
  typed: Readonly<Record<string, string>>,
): Promise<Response | EditOutcome> {
  const added = (typed['another'] ?? '').replaceAll(/[\s.-]/g, '')
  const order = await api(myOrder, { params: { code }, query: {} })
  const body = editMyOrder.body.safeParse({
    lines: order.lines.flatMap(({ line }) => {
      const pieces = typed[`pieces-${line}`]
      return pieces === undefined ? [] : [{ line, quantity: Number(pieces.trim() || '0') }]
    }),
    goods: added === '' ? [] : [{ product: added, quantity: Number(typed['anotherPieces'] ?? '1') }],
  })
  if (!body.success) return { typed, problems: problemsOf(body.error), failure: undefined, effect: undefined }
  const seen = typed['total'] ?? ''
  const params = { code }
  try {
    if (typed['of'] !== 'edit' || !/^\d{1,15}$/.test(seen)) {
      const effect = await api(previewMyOrderEdit, { params, body: body.data })
      return { typed, problems: {}, failure: undefined, effect }
    }
    const expectedTotal = { minor: BigInt(seen), currency: order.now.total.currency }
    const { key = '' } = typed
    const options = /^[0-9a-f]{32}$/.test(key) ? { key } : {}
    const done = await api(editMyOrder, { params, body: { ...body.data, expectedTotal } }, options)
    return redirect(`/account/orders/${done.placed ?? code}?done=edited`)
  } catch (error) {
    return { ...refusedBy(error, typed, []), effect: undefined }
  }
}
