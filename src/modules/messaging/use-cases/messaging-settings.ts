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

const DAYS_LEAST = 30
const DAYS_MOST = 36_500
const DAYS_USUAL = 730

/** How long mails that are not tried any more are kept. */
export const mailDaysKept: SettingDefinition<number> = {
  name: 'messaging.mail_days_kept',
  label: 'Days after which mails are removed, 30 at least',
  kind: 'whole_number',
  read: (stored) => {
    const isDays = typeof stored === 'number' && Number.isInteger(stored)
    return isDays && stored >= DAYS_LEAST && stored <= DAYS_MOST ? stored : undefined
  },
  fallback: DAYS_USUAL,
}
