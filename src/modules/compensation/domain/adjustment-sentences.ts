import type { MessageCatalogue } from '#shared/message.ts'

/** What is said of adjustments that cannot be asked for or done. */
export const adjustmentSentences: MessageCatalogue = {
  'pay.adjustment.not_found': 'There is no such adjustment.',
  'pay.adjustment.unknown_name': 'The plan has no "{name}" that this can correct. The nearest is "{near}".',
  'pay.adjustment.bad_value':
    'A number other than zero with at most {places} decimals is needed here, with a dot and no grouping.',
  'pay.adjustment.too_much': 'That is more than a thousand million: split it if it is meant.',
  'pay.adjustment.ends_before': 'The end lies before the beginning. Take a later day, or leave it empty.',
  'pay.adjustment.no_order': 'No order with the number {order} counts for anybody.',
  'pay.adjustment.order_moved':
    'The order {order} counts otherwise by an adjustment already. End that one first.',
  'pay.adjustment.order_same': 'The order counts so already. Name another seller or another day.',
  'pay.adjustment.not_done': 'Only an adjustment that was done can be ended.',
  'pay.adjustment.ended': 'That adjustment was ended already.',
  'pay.adjustment.over': 'That adjustment is over by then. Take an earlier day.',
  'pay.adjustment.decided': 'This adjustment was decided already ({state}).',
  'pay.adjustment.asked_by_you': 'You asked for this adjustment, so somebody else decides it.',
  'pay.adjustment.not_yours': 'Somebody else asked for this adjustment, so only they can withdraw it.',
}
