import type { TaxService } from '../domain/tax-service.ts'
import type { TaxServiceName } from '../domain/tax.ts'

/** The services that reckon taxes, as far as they are configured. */
export type TaxDeps = Readonly<{
  taxServices?: Readonly<Partial<Record<TaxServiceName, TaxService>>> | undefined
}>
