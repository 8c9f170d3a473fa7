import { z } from 'zod'
import { endpoint, instant, integer } from '#shared/contract.ts'
import { orderCode } from '../contract.ts'
import { sendOrder } from './changes.ts'

const ofOrder = z.object({ code: orderCode })
const ready = z.object({ order: orderCode, readyAt: instant })
const example = {
  params: { code: '100000015' },
  response: { order: '100000015', readyAt: '2026-10-26T09:30:00.000Z' },
}

/** Says that an order can be picked up; its buyer is told by mail, once. */
export const sayReady = endpoint({
  method: 'POST',
  path: '/orders/:code/ready',
  params: ofOrder,
  response: ready,
  example,
})

/** The same by whoever sells and hands it over. */
export const sayReadyAsSeller = endpoint({
  method: 'POST',
  path: '/office/orders/:code/ready',
  params: ofOrder,
  response: ready,
  example,
})

/** Says that everything of an order that waits was handed over by whoever sells. */
export const handOver = endpoint({
  method: 'POST',
  path: '/office/orders/:code/hand-over',
  params: ofOrder,
  response: sendOrder.response,
  example: { params: example.params, response: sendOrder.example.response },
})

/** `orders.order_ready`: an order can be picked up. */
export const orderReady = z.object({ orderId: integer, code: orderCode, marketId: integer })
