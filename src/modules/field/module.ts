import type { ModuleDefinition } from '#platform/module/module.ts'
import { applicationRoutes } from './http/application-routes.ts'
import { customerRoutes } from './http/customer-routes.ts'
import { faceRoutes } from './http/face-routes.ts'
import { joiningRoutes } from './http/joining-routes.ts'
import { ownRoutes } from './http/own-routes.ts'
import { positionRoutes } from './http/position-routes.ts'
import { staffRoutes } from './http/staff-routes.ts'
import { decideByRuleTask } from './tasks/decide-by-rule.ts'
import { stampStandingsConsumer } from './tasks/stamp-known.ts'
import { positionsMost } from './use-cases/add-position.ts'
import { autoApprove } from './use-cases/submit-application.ts'
import type { FieldDeps } from './use-cases/field-deps.ts'
import { housePosition } from './use-cases/house-position.ts'
import { reviewShops } from './use-cases/shop-face.ts'

export const fieldModule: ModuleDefinition<FieldDeps> = {
  name: 'field',
  rights: {
    'people.read': 'See people with names and contacts',
    'people.write': "Change people's kind and status",
    'applications.decide': 'See applications, approve and refuse them',
    'shops.review': 'Look at photos and greetings of shops before they are shown',
    'agreements.write': 'Publish agreements and say when a rule approves',
  },
  messages: {
    'field.invite.not_found': 'This invitation leads to nobody. Ask for a new link.',
    'field.agreement_changed': 'The agreement has changed. Read it again and accept it.',
    'field.application.not_found': 'There is no such application.',
    'field.application.conflict': 'This application is {state} already.',
    'field.sponsor_gone': 'The sponsor {code} can have no newcomers now.',
    'field.email.conflict': 'Another distributor signs in with this e-mail address.',
    'field.rule_not_sure': 'The rule leaves this application to a person.',
    'field.not_a_seller': 'Only an active distributor has customers and a shop.',
    'field.person.not_found': 'There is no such person.',
    'field.terminated': '{code} has left for good and can only join anew.',
    'field.shop_name_shape':
      'A shop name has 3 to 30 letters from a to z, digits and single dashes, and begins with a letter.',
    'field.shop_name_reserved': '"{name}" is kept for pages of the site. Choose another name.',
    'field.shop_name.conflict': '"{name}" is taken. Choose another name.',
    'field.shop_review.conflict': 'Something else waits by now, or nothing. Nothing was changed; look again.',
    'field.shop.not_found': 'There is no such shop.',
    'field.customer.conflict':
      'Somebody signs in with this e-mail address already. Sign in, or take another address.',
    'field.no_house': 'The company has no position that looks after customers yet. Nothing was made.',
    'field.too_many_addresses': 'At most {most} addresses are kept. Forget one first.',
    'field.address.not_found': 'There is no such address.',
    'field.positions_most':
      'The rule of the company allows {most} for one person. Change the rule in the settings first.',
    'field.positions_sponsor': 'Nobody with this number can have newcomers. Choose an active distributor.',
    'field.market_unknown': 'There is no market "{market}".',
  },
  settings: [autoApprove, housePosition, positionsMost, reviewShops],
  routes: [
    ...joiningRoutes,
    ...ownRoutes,
    ...applicationRoutes,
    ...staffRoutes,
    ...customerRoutes,
    ...positionRoutes,
    ...faceRoutes,
  ],
  tasks: [decideByRuleTask],
  consumers: [stampStandingsConsumer],
}
