import { ENGLISH } from './words-english.ts'
import { FRENCH } from './words-french.ts'
import { POLISH } from './words-polish.ts'

/** What mails say, in one language. */
export type MailWords = Readonly<{
  hello: (name: string) => string
  closing: string
  order: Readonly<{
    subject: (code: string) => string
    title: string
    lead: (code: string, day: string) => string
    discount: string
    shipping: string
    total: string
    tax: string
    plusTax: string
    payment: string
    delivery: string
    way: string
    pickup: string
    follow: string
    payments: Readonly<Record<string, string | undefined>>
  }>
  ready: Readonly<{
    subject: (code: string) => string
    title: string
    lead: (code: string) => string
    where: string
    when: string
  }>
  document: Readonly<{
    subject: Readonly<Record<'invoice' | 'credit_note', (number: string, order: string) => string>>
    title: Readonly<Record<'invoice' | 'credit_note', string>>
    lead: Readonly<Record<'invoice' | 'credit_note', (number: string, order: string) => string>>
    total: string
    follow: string
  }>
  autoship: Readonly<{
    subject: Readonly<Record<'reminded' | 'failed' | 'paused', (day: string) => string>>
    title: Readonly<Record<'reminded' | 'failed' | 'paused', string>>
    lead: Readonly<Record<'reminded' | 'failed' | 'paused', (day: string) => string>>
    problems: Readonly<Record<'payment' | 'goods' | 'person' | 'other', string>>
    again: (day: string) => string
    manage: string
  }>
  link: Readonly<
    Record<
      'new_password' | 'confirm_login',
      Readonly<{
        subject: string
        title: string
        lead: string
        button: string
        note: string
        closing: string
      }>
    >
  >
  loginChanged: Readonly<{
    subject: string
    title: string
    lead: (day: string) => string
    note: string
    closing: string
  }>
  /** How numbers and days are written. */
  locale: string
}>

const WORDS: Readonly<Record<string, MailWords | undefined>> = { en: ENGLISH, fr: FRENCH, pl: POLISH }

/** The words of a language; of one that is not here, the English ones. */
export function mailWords(language: string): MailWords {
  return WORDS[language.split('-')[0] ?? ''] ?? ENGLISH
}

/** Which language a mail is written in that is wanted in one of these, the first one that is known. */
export function mailLanguage(...wanted: readonly (string | null | undefined)[]): string {
  const known = wanted.map((language) => language?.split('-')[0] ?? '').find((language) => WORDS[language])
  return known ?? 'en'
}
