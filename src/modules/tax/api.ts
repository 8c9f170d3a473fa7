export {
  shippingOf,
  type CheaperShipping,
  type ShippingRate,
  type TaxRate,
  type TaxRule,
  type TaxTable,
} from './domain/tax.ts'
export { asksRegion, sameTaxes, taxesIn, type TaxPlace } from './domain/tax-place.ts'
export { namedRate, ratesOf, taxOf, type NamedRate, type TaxPart } from './domain/taxed.ts'
export { addShippingRate, addTaxRate, addTaxRule } from './store/tax-tables.ts'
export { knownTaxTable, taxTableOf } from './use-cases/tax-table.ts'
