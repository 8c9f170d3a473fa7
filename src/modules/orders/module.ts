import type { PlatformDeps } from '#platform/module/deps.ts'
import type { ModuleDefinition } from '#platform/module/module.ts'
import { autoshipRoutes } from './http/autoship-routes.ts'
import { cardRoutes } from './http/card-routes.ts'
import { changeRoutes } from './http/change-routes.ts'
import { editRoutes } from './http/edit-routes.ts'
import { draftRoutes } from './http/draft-routes.ts'
import { noteRoutes } from './http/note-routes.ts'
import { officeRoutes } from './http/office-routes.ts'
import { partyRoutes } from './http/party-routes.ts'
import { preparedRoutes } from './http/prepared-routes.ts'
import { staffAutoshipRoutes } from './http/staff-autoship-routes.ts'
import { staffDraftRoutes } from './http/staff-draft-routes.ts'
import { staffPartyRoutes } from './http/staff-party-routes.ts'
import { payingRoutes } from './http/paying-routes.ts'
import { pickUpRoutes } from './http/pick-up-routes.ts'
import { promotionRoutes } from './http/promotion-routes.ts'
import { shopRoutes } from './http/shop-routes.ts'
import { staffRoutes } from './http/staff-routes.ts'
import type { AskDeps } from './use-cases/ask-card.ts'
import { firstOrderDays } from './use-cases/first-order.ts'
import { lateOrders, reportGraceHours } from './use-cases/office-order.ts'
import type { QueueDeps } from './use-cases/order-queue.ts'
import { autoshipReminderDays, autoshipRetryDays } from './use-cases/place-autoships.ts'
import { partyDeliveryOnce } from './use-cases/party-delivery.ts'
import { partyRewards } from './use-cases/party-rule.ts'
import { buyBackMonths, buyBackPercent } from './use-cases/return-terms.ts'
import { placeAutoshipsTask } from './tasks/place-autoships.ts'
import { askCardTask, askOpenCardsTask, sendCardRefundsTask } from './tasks/ask-cards.ts'
import { closePartiesTask } from './tasks/close-parties.ts'
import { noteKnownConsumer } from './tasks/note-known.ts'
import { removeLeftBasketsTask } from './tasks/remove-left-baskets.ts'

export const ordersModule: ModuleDefinition<PlatformDeps & QueueDeps & AskDeps> = {
  name: 'orders',
  rights: {
    'orders.read': 'See orders with buyers and addresses',
    'orders.export': 'Take the list of orders away as a file',
    'orders.cancel': 'Take orders or pieces of them back before they are sent',
    'orders.send': 'Say that goods of orders were sent',
    'orders.place': 'Place orders for others, such as in exchange for goods that came back',
    'orders.autoship': 'Begin, change and end orders of others that come by themselves',
    'orders.parties': 'Close, open again and call off parties of others, and say what hosts get',
    'orders.edit': 'Change what is in orders that are not sent, and where they are delivered',
    'orders.pay': 'Write down money that came in for orders',
    'orders.refund': 'Send money of orders back, and say that payments did not hold',
    'orders.note': 'Say something about orders, also to their buyers',
    'orders.return': 'Take goods back that were sent, and refund them',
  },
  messages: {
    'orders.empty': 'Nothing was chosen yet.',
    'orders.too_many_lines': 'One order can have at most {most} different products.',
    'orders.too_many_coupons': 'One basket takes at most {most} coupons.',
    'orders.too_many_gifts': 'One basket takes at most {most} different gifts.',
    'orders.quantity': 'Of one product, 1 to {most} pieces can be ordered.',
    'orders.product_gone': 'The product {product} cannot be bought at the moment. Nothing was ordered.',
    'orders.limit_order':
      'Of {name} ({product}), one order takes at most {most}. Nothing was done; take fewer.',
    'orders.limit_buyer':
      'Of {name} ({product}), one buyer gets at most {most} within {days} days, and {left} are left. Nothing was done; take {left} at most, or come back later.',
    'orders.limit_age':
      '{name} ({product}) is sold only from the age of {age} on. Nothing was ordered; confirm the age, or take it out.',
    'orders.limit_country':
      '{name} ({product}) is delivered only to {countries}. Nothing was done; choose another address, or leave it out.',
    'orders.total_changed': 'A price has changed since you looked. Nothing was ordered; check the new total.',
    'orders.buyer_unable': 'Orders cannot be placed for this person at the moment.',
    'orders.seller_unable': 'Only an active distributor can take orders.',
    'orders.seller_unknown': 'Nobody sells under the code {code}.',
    'orders.customer_not_found': 'You have no customer with the code {code}.',
    'orders.market_unknown': 'There is no market "{market}".',
    'orders.basket.not_found': 'This basket is gone. Begin a new one.',
    'orders.basket.conflict':
      'This basket was changed meanwhile, perhaps on another device. Nothing was changed; look at it again.',
    'orders.draft_not_found': 'This draft is gone, or you may not go on with it.',
    'orders.draft_market': 'Say for whom the order is, or in which market. Nothing was kept.',
    'orders.draft_person':
      'Nobody in this market has the number {code}. Nothing was changed; check the number, or begin another draft.',
    'orders.draft_buyer': 'Say first for whom the order is. Nothing was changed.',
    'orders.link_gone': 'This link leads to nothing any more. Ask for another one.',
    'orders.not_found': 'There is no such order, or you may not see it.',
    'orders.join_not_found':
      'This is no link of an order that was placed as a guest, or somebody else has joined it. Nothing was changed.',
    'orders.cancelled_conflict':
      'Nothing of the order {order} waits to be sent: it was sent or taken back already.',
    'orders.send_conflict': 'Nothing of the order {order} waits to be sent.',
    'orders.return_conflict': 'Nothing of the order {order} was sent that did not come back.',
    'orders.change_line_unknown': 'The order has no line {line}, or it was named twice. Nothing was changed.',
    'orders.change_pieces': 'Of line {line}, at most {most} pieces are left for this. Nothing was changed.',
    'orders.change_shipping': 'Delivery was given back already. Nothing was changed.',
    'orders.edit_sent':
      'Something of the order {order} was sent already. Nothing was changed; send back what you do not want, and order what is missing.',
    'orders.edit_gift':
      'Line {line} is a gift of a promotion, which decides how many there are. Nothing was changed.',
    'orders.edit_same': 'The order holds this already. Nothing was changed; choose other pieces or goods.',
    'orders.edit_party':
      'An order of a party is changed by the company, since others reckon with it. Nothing was changed; write a note to it.',
    'orders.edit_along':
      'The order {order} goes in the same parcel, and would be left without delivery. Nothing was changed; take that one back first.',
    'orders.address_country':
      'An order is delivered in the country for which it was placed. Nothing was changed; take it back and place another one.',
    'orders.address_tax':
      'At that address other taxes hold than those of the order. Nothing was changed; take it back and place another one.',
    'orders.refund_wallet': 'This buyer has no wallet. Nothing was changed; refund to the payment instead.',
    'orders.buy_back_person':
      'Goods are bought back from distributors only. Nothing was changed; take it as a return.',
    'orders.buy_back_late': 'The order is older than {months} months. Nothing was changed.',
    'orders.buy_back_goods': 'Only what can be sold again is bought back. Nothing was changed.',
    'orders.taken_at': 'An order is reported within {hours} hours after it was taken, and not before.',
    'orders.taken_cut':
      'The month in which this order was taken is closed. Report it with the present time; it then counts in the month that goes on.',
    'orders.amount': 'An amount of this order is more than nothing, in {currency}. Nothing was written.',
    'orders.autoship_not_found': 'There is no such autoship, or you may not see it.',
    'orders.autoship_person':
      'Nobody who can order has the number {code}, or you may not order for them. Nothing was changed; check the number.',
    'orders.autoship_conflict': 'It stands otherwise by now. Nothing was changed; look at it again.',
    'orders.autoship_rhythm': 'Choose either weeks or a day of each month. Nothing was changed.',
    'orders.autoship_date':
      'The next order comes on a day after {day}, and by {until}. Nothing was changed; choose another day.',
    'orders.party_not_found': 'There is no such party, or you may not see it.',
    'orders.party_host':
      'Nobody else sells under the number {code} in your market. Nothing was changed; choose another host.',
    'orders.party_days':
      'Guests order from today on, until the day of the party at the earliest and {days} days after it at the latest. Nothing was changed; choose other days.',
    'orders.party_address': 'Where all parcels go to the host, say to which address. Nothing was changed.',
    'orders.party_country': 'The host’s address lies in the country of your market. Nothing was changed.',
    'orders.party_booked':
      'The party {party} is none of yours, was called off, or has the same host. Nothing was changed; choose another one.',
    'orders.party_conflict': 'The party stands otherwise by now. Nothing was changed; look at it again.',
    'orders.party_early':
      'The party was not held yet. Nothing was changed; close it afterwards, or call it off.',
    'orders.party_over':
      'This party takes no orders any more. Nothing was changed; leave it and order in the shop instead.',
    'orders.party_has_orders':
      'Something was ordered at this party already. Nothing was changed; close it instead.',
    'orders.party_cut':
      'The month in which this party was closed is closed itself. Nothing was changed; open another party.',
    'orders.party_market': 'This party is held in another market. Nothing was changed.',
    'orders.party_tiers':
      'Steps rise by their sales in {currency}, and none gives the same thing twice. Nothing was changed.',
    'orders.party_way': 'All parcels of this party go to its host. Nothing was ordered; choose no other way.',
    'orders.picked_up': 'The order {order} is picked up, and goes to no address. Nothing was changed.',
    'orders.not_picked_up': 'The order {order} is not picked up here. Nothing was changed.',
    'orders.no_delivery': 'Say where it goes. Nothing was ordered.',
    'orders.days_reversed': 'The last day lies before the first one.',
  },
  settings: [
    reportGraceHours,
    lateOrders,
    firstOrderDays,
    buyBackMonths,
    buyBackPercent,
    autoshipReminderDays,
    autoshipRetryDays,
    partyRewards,
    partyDeliveryOnce,
  ],
  routes: [
    ...shopRoutes,
    ...preparedRoutes,
    ...officeRoutes,
    ...draftRoutes,
    ...staffRoutes,
    ...staffDraftRoutes,
    ...changeRoutes,
    ...editRoutes,
    ...pickUpRoutes,
    ...payingRoutes,
    ...cardRoutes,
    ...noteRoutes,
    ...autoshipRoutes,
    ...staffAutoshipRoutes,
    ...partyRoutes,
    ...staffPartyRoutes,
    ...promotionRoutes,
  ],
  tasks: [
    removeLeftBasketsTask,
    closePartiesTask,
    placeAutoshipsTask,
    askCardTask,
    sendCardRefundsTask,
    askOpenCardsTask,
  ],
  consumers: [noteKnownConsumer],
}
