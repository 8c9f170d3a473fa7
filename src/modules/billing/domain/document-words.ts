/** What documents say, in one language. */
export type DocumentWords = Readonly<{
  invoice: string
  credit_note: string
  number: string
  issuedOn: string
  order: string
  placedOn: string
  corrects: string
  correctsOf: (number: string, day: string) => string
  customer: string
  taxNumber: string
  article: string
  quantity: string
  price: string
  discount: string
  amount: string
  taxRate: string
  shipping: string
  kept: string
  carried: string
  carriedOn: string
  total: string
  totalBack: string
  contained: string
  added: string
  plusTax: string
  rate: string
  net: string
  tax: string
  gross: string
  noRate: string
  payment: string
  payments: Readonly<Record<string, string | undefined>>
  back: string
  demonstration: string
  page: (page: number, pages: number) => string
  /** What stands between the whole and the decimals of a number. */
  decimalMark: string
}>

const ENGLISH: DocumentWords = {
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
  added: 'Tax on top',
  plusTax: 'Plus tax',
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
    card: 'By card',
  },
  back: 'What was paid beyond what is owed goes back as agreed.',
  demonstration: 'Demonstration: this document stands for no sale.',
  page: (page: number, pages: number) => `Page ${page} of ${pages}`,
  decimalMark: '.',
}

const FRENCH: DocumentWords = {
  invoice: 'Facture',
  credit_note: 'Avoir',
  number: 'Numéro',
  issuedOn: 'Date',
  order: 'Commande',
  placedOn: 'Commandé le',
  corrects: 'Rectifie',
  correctsOf: (number: string, day: string) => `Facture ${number} du ${day}`,
  customer: 'Numéro de client',
  taxNumber: 'Numéro de TVA',
  article: 'Article',
  quantity: 'Qté',
  price: 'Prix',
  discount: 'Remise',
  amount: 'Montant',
  taxRate: 'TVA',
  shipping: 'Livraison',
  kept: 'Retenu sur ce qui est revenu',
  carried: 'Report',
  carriedOn: 'À reporter',
  total: 'Total',
  totalBack: 'Total rendu',
  contained: 'TVA comprise',
  added: 'TVA en sus',
  plusTax: 'TVA en sus',
  rate: 'Taux',
  net: 'HT',
  tax: 'TVA',
  gross: 'TTC',
  noRate: 'aucun',
  payment: 'Paiement',
  payments: {
    pay_later: 'À payer selon accord',
    transfer: 'Par virement ; indiquez le numéro de la commande comme référence',
    wallet: 'Avec le portefeuille',
    cash: 'En espèces',
    card: 'Par carte',
  },
  back: 'Ce qui a été payé en trop est rendu comme convenu.',
  demonstration: 'Démonstration : ce document ne correspond à aucune vente.',
  page: (page: number, pages: number) => `Page ${page} sur ${pages}`,
  decimalMark: ',',
}

const POLISH: DocumentWords = {
  invoice: 'Faktura',
  credit_note: 'Faktura korygująca',
  number: 'Numer',
  issuedOn: 'Data',
  order: 'Zamówienie',
  placedOn: 'Zamówiono',
  corrects: 'Koryguje',
  correctsOf: (number: string, day: string) => `Faktura ${number} z dnia ${day}`,
  customer: 'Numer klienta',
  taxNumber: 'NIP',
  article: 'Towar',
  quantity: 'Ilość',
  price: 'Cena',
  discount: 'Rabat',
  amount: 'Kwota',
  taxRate: 'VAT',
  shipping: 'Dostawa',
  kept: 'Potrącono ze zwrotu',
  carried: 'Z przeniesienia',
  carriedOn: 'Do przeniesienia',
  total: 'Razem',
  totalBack: 'Razem do zwrotu',
  contained: 'W tym VAT',
  added: 'VAT doliczony',
  plusTax: 'Plus VAT',
  rate: 'Stawka',
  net: 'Netto',
  tax: 'VAT',
  gross: 'Brutto',
  noRate: 'brak',
  payment: 'Płatność',
  payments: {
    pay_later: 'Do zapłaty według umowy',
    transfer: 'Przelewem; w tytule proszę podać numer zamówienia',
    wallet: 'Z portfela',
    cash: 'Gotówką',
    card: 'Kartą',
  },
  back: 'Nadpłata zostanie zwrócona zgodnie z umową.',
  demonstration: 'Demonstracja: ten dokument nie dotyczy żadnej sprzedaży.',
  page: (page: number, pages: number) => `Strona ${page} z ${pages}`,
  decimalMark: ',',
}

const WORDS: Readonly<Record<string, DocumentWords | undefined>> = { en: ENGLISH, fr: FRENCH, pl: POLISH }

/** The words of a language; a document in one that is not here is written in English. */
export function documentWords(language: string): DocumentWords {
  return WORDS[language.split('-')[0] ?? ''] ?? ENGLISH
}
