export {
  containedTax,
  shippingOf,
  taxesIn,
  type CheaperShipping,
  type ShippingRate,
  type TaxRate,
  type TaxTable,
} from './domain/tax.ts'
export { addShippingRate, addTaxRate } from './store/tax-tables.ts'
export { knownTaxTable, taxTableOf } from './use-cases/tax-table.ts'
