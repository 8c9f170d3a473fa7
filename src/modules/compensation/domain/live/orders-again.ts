import type { Period } from '#shared/period.ts'
import type { AdjustmentColumns } from '../frozen/columns.ts'
import { lineColumns } from '../frozen/frozen-lines.ts'
import type { PersonalVolume, Plan } from '../language/plan.ts'
import type { LineInput } from '../pay/pay-input.ts'
import { exactOfText } from '../pay/state-text.ts'
import type { BeforeColumns } from '../passes/field-columns.ts'
import { exactNumber } from '../passes/number-column.ts'
import { orderSumsOf, useUpNegative } from '../passes/order-sums.ts'
import { volumeRows } from '../passes/of-frozen/orders.ts'
import { lineCredits, sameAsBefore } from '../passes/of-frozen/volumes.ts'

/** What everybody's orders are read with. */
export type OrdersFrom = Readonly<{
  plan: Plan
  period: Period
  adjustments: AdjustmentColumns
  numberOf: (code: string) => number | undefined
  latest: BeforeColumns['latest']
}>

/** The sums of one person's orders in millionths, of all lines of these orders: volume below zero uses up the oldest ones. */
export function ordersAgain(
  { plan, period, adjustments, numberOf, latest }: OrdersFrom,
  volume: PersonalVolume,
  person: number,
  orders: readonly LineInput[],
): readonly number[] {
  const lines = lineColumns(orders, { get: numberOf })
  const credits = lineCredits(plan, lines, volume, period)
  if (!credits) throw new Error(`${volume.name} was read from columns before`)
  const of = { ...credits, isSame: sameAsBefore(lines.orders) }
  const rows = volumeRows({ lines, adjustments }, of, volume, period)
  const own = { ...rows, owner: rows.owner.map((owner) => (owner === person ? 0 : -1)) }
  const debt = plan.negativeVolume === 'carried' ? latest(`debt ${volume.name}`)(person) : undefined
  useUpNegative(1, own, () => (debt === undefined ? 0 : exactNumber(exactOfText(debt))))
  const { decimals, read } = orderSumsOf(1, own)
  const sums: number[] = []
  sums.length = read(0, sums)
  return sums.map((sum) => sum * 10 ** (6 - decimals))
}
