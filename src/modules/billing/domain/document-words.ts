/** What documents say, by language; one that is not here is written in English. */
const ENGLISH = {
  invoice: 'Invoice',
  credit_note: 'Credit note',
  number: 'Number',
  issuedOn: 'Date',
  order: 'Order',
  placedOn: 'Ordered on',
  corrects: 'Corrects',
  correctsOf: (number: string, day: string) => `Invoice ${number} of ${day}`,
  customer: 'Customer number',
  taxNumber: 'Tax number',
  article: 'Article',
  quantity: 'Qty',
  price: 'Price',
  discount: 'Discount',
  amount: 'Amount',
  taxRate: 'Tax',
  shipping: 'Delivery',
  kept: 'Kept of what came back',
  carried: 'Carried over',
  carriedOn: 'To carry over',
  total: 'Total',
  totalBack: 'Total given back',
  contained: 'Tax contained',
  rate: 'Rate',
  net: 'Net',
  tax: 'Tax',
  gross: 'Gross',
  noRate: 'none',
  payment: 'Payment',
  payments: {
    pay_later: 'To be paid by agreement',
    transfer: 'By bank transfer; give the number of the order as the reference',
    wallet: 'From the wallet',
    cash: 'In cash',
  },
  back: 'What was paid beyond what is owed goes back as agreed.',
  demonstration: 'Demonstration: this document stands for no sale.',
  page: (page: number, pages: number) => `Page ${page} of ${pages}`,
} as const

export type DocumentWords = typeof ENGLISH

export function documentWords(language: string): DocumentWords {
  return WORDS[language] ?? ENGLISH
}

const WORDS: Readonly<Record<string, DocumentWords | undefined>> = { en: ENGLISH }
