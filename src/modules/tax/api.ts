export {
  shippingOf,
  type CheaperShipping,
  type ShippingRate,
  type TaxRate,
  type TaxRule,
  type TaxServiceName,
  type TaxTable,
} from './domain/tax.ts'
export { asksRegion, byTables, sameTaxes, taxesIn, type TaxPlace } from './domain/tax-place.ts'
export type { TaxAmount, TaxAnswer, TaxQuestion } from './domain/tax-service.ts'
export { namedRate, ratesOf, taxOf, type NamedRate, type TaxPart } from './domain/taxed.ts'
export { addShippingRate, addTaxRate, addTaxRule } from './store/tax-tables.ts'
export { answerOf, answerText } from './store/calculations.ts'
export { keptTax, TaxToAsk, withTaxAsked } from './use-cases/ask-tax.ts'
export type { TaxDeps } from './use-cases/tax-deps.ts'
export { knownTaxTable, taxTableOf } from './use-cases/tax-table.ts'
