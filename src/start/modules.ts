import { billingModule } from '#modules/billing/module.ts'
import { catalogModule } from '#modules/catalog/module.ts'
import type { ShopDeps } from '#modules/catalog/use-cases/market-goods.ts'
import { companyModule } from '#modules/company/module.ts'
import type { SettingDeps } from '#modules/company/http/setting-routes.ts'
import { compensationModule } from '#modules/compensation/module.ts'
import type { CloseDeps, PayDeps } from '#modules/compensation/use-cases/pay-deps.ts'
import { fieldModule } from '#modules/field/module.ts'
import type { FieldDeps } from '#modules/field/use-cases/field-deps.ts'
import type { TeamDeps } from '#modules/genealogy/api.ts'
import { genealogyModule } from '#modules/genealogy/module.ts'
import { identityModule } from '#modules/identity/module.ts'
import type { IdentityDeps } from '#modules/identity/use-cases/identity-deps.ts'
import { inventoryModule } from '#modules/inventory/module.ts'
import { ledgerModule } from '#modules/ledger/module.ts'
import type { QueueDeps } from '#modules/orders/use-cases/order-queue.ts'
import { messagingModule } from '#modules/messaging/module.ts'
import { ordersModule } from '#modules/orders/module.ts'
import { positionsModule } from '#modules/positions/module.ts'
import type { CardDeps } from '#modules/payments/api.ts'
import { paymentsModule } from '#modules/payments/module.ts'
import { promotionsModule } from '#modules/promotions/module.ts'
import type { TaxDeps } from '#modules/tax/api.ts'
import type { CarrierDeps } from '#modules/shipping/api.ts'
import { shippingModule } from '#modules/shipping/module.ts'
import { taxModule } from '#modules/tax/module.ts'
import type { MailDeps } from '#platform/mail/mail-settings.ts'
import type { ModuleDefinition } from '#platform/module/module.ts'

/** What all modules together need. */
export type AppDeps = SettingDeps &
  IdentityDeps &
  FieldDeps &
  ShopDeps &
  TeamDeps &
  PayDeps &
  CloseDeps &
  QueueDeps &
  CardDeps &
  TaxDeps &
  CarrierDeps &
  MailDeps

/** Every module, each after those that it may know. */
export const modules: readonly ModuleDefinition<AppDeps>[] = [
  companyModule,
  identityModule,
  fieldModule,
  genealogyModule,
  catalogModule,
  taxModule,
  shippingModule,
  inventoryModule,
  ledgerModule,
  paymentsModule,
  promotionsModule,
  ordersModule,
  billingModule,
  compensationModule,
  positionsModule,
  messagingModule,
]
