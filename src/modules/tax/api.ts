export { containedTax, taxesIn, type TaxRate, type TaxTable } from './domain/tax.ts'
export { addTaxRate } from './store/tax-tables.ts'
export { knownTaxTable, taxTableOf } from './use-cases/tax-table.ts'
