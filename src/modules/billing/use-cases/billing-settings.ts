import type { SettingDefinition } from '#modules/company/api.ts'
import { DUES, type Due } from '../domain/due.ts'

const textOf = (most: number) => (stored: unknown) =>
  typeof stored === 'string' && stored.length <= most ? stored.trim() : undefined

/** Invoices are issued from the day on which there is an address that they can name. */
export const sellerAddress: SettingDefinition<string> = {
  name: 'billing.seller_address',
  label: 'Address of the company on invoices, parts separated by commas. Left empty, no invoice is issued.',
  kind: 'text',
  read: textOf(300),
  fallback: '',
}

export const taxNumber: SettingDefinition<string> = {
  name: 'billing.tax_number',
  label: 'Tax number of the company on invoices',
  kind: 'text',
  read: textOf(60),
  fallback: '',
}

/** When an invoice is due, of orders that are placed from then on. */
export const invoiceDue: SettingDefinition<Due> = {
  name: 'billing.invoice_due',
  label: 'When the invoice of an order is due',
  kind: 'choice',
  choices: DUES,
  read: (stored) => DUES.find((due) => due === stored),
  fallback: 'placing',
}

const PREFIX = /^[A-Za-z0-9/-]{0,12}$/
const prefixOf = (name: string, label: string, fallback: string): SettingDefinition<string> => ({
  name,
  label,
  kind: 'text',
  read: (stored) => (typeof stored === 'string' && PREFIX.test(stored) ? stored : undefined),
  fallback,
})

/** What stands before year and number. */
export const numberPrefix = {
  invoice: prefixOf('billing.invoice_prefix', 'What the numbers of invoices begin with', 'I-'),
  credit_note: prefixOf('billing.credit_note_prefix', 'What the numbers of credit notes begin with', 'C-'),
} as const

export const numberWidth: SettingDefinition<number> = {
  name: 'billing.number_width',
  label: 'Digits that the numbers of invoices and credit notes have at least',
  kind: 'whole_number',
  read: (stored) =>
    typeof stored === 'number' && Number.isInteger(stored) && stored >= 1 && stored <= 9 ? stored : undefined,
  fallback: 6,
}
