import type { SettingDefinition } from '#modules/company/api.ts'

const yesNo = (name: string, label: string): SettingDefinition<boolean> => ({
  name,
  label,
  kind: 'yes_no',
  read: (stored) => (typeof stored === 'boolean' ? stored : undefined),
  fallback: true,
})

export const mailsOrders = yesNo('messaging.mail_orders', 'Confirm orders to their buyers by mail')
export const mailsDocuments = yesNo(
  'messaging.mail_documents',
  'Send invoices and credit notes to their buyers by mail',
)
export const mailsAutoships = yesNo(
  'messaging.mail_autoships',
  'Tell buyers by mail of autoships that come soon or could not be placed',
)
