import type { MailWords } from './mail-words.ts'

export const ENGLISH: MailWords = {
  hello: (name) => (name === '' ? 'Hello,' : `Hello ${name},`),
  closing: 'This mail came because of your order with us.',
  order: {
    subject: (code) => `Your order ${code}`,
    title: 'Thank you for your order',
    lead: (code, day) => `we have your order ${code} of ${day}.`,
    discount: 'Discounts',
    shipping: 'Delivery',
    total: 'Total',
    tax: 'Tax contained',
    plusTax: 'Plus tax',
    payment: 'Payment',
    delivery: 'Delivered to',
    way: 'By',
    pickup: 'Picked up at',
    follow: 'Follow your order',
    payments: {
      pay_later: 'To be paid by agreement',
      transfer: 'By bank transfer; the page of your order says where to',
      wallet: 'From your wallet',
      cash: 'In cash',
      card: 'By card',
    },
  },
  ready: {
    subject: (code) => `Your order ${code} is ready`,
    title: 'Your order is ready',
    lead: (code) => `you can pick up your order ${code} now.`,
    where: 'Where',
    when: 'When',
  },
  document: {
    subject: {
      invoice: (number, order) => `Invoice ${number} for your order ${order}`,
      credit_note: (number, order) => `Credit note ${number} for your order ${order}`,
    },
    title: { invoice: 'Your invoice', credit_note: 'Your credit note' },
    lead: {
      invoice: (number, order) => `here is the invoice ${number} for your order ${order}.`,
      credit_note: (number, order) =>
        `here is the credit note ${number} for what came back of your order ${order}.`,
    },
    total: 'Total',
    follow: 'Look at your order',
  },
  autoship: {
    subject: {
      reminded: (day) => `Your next order comes on ${day}`,
      failed: (day) => `Your order of ${day} could not be placed`,
      paused: (day) => `Your order of ${day} could not be placed and waits for you`,
    },
    title: {
      reminded: 'Your next order comes soon',
      failed: 'Your order could not be placed',
      paused: 'Your autoship waits for you',
    },
    lead: {
      reminded: (day) => `on ${day} we place your next order. Until then you can change or skip it.`,
      failed: (day) => `the order that comes by itself, of ${day}, could not be placed.`,
      paused: (day) =>
        `the order that comes by itself, of ${day}, could not be placed, also after several tries. Nothing comes until you go on with it.`,
    },
    problems: {
      payment: 'It could not be paid as you chose.',
      goods: 'Some of it cannot be had at the moment.',
      person: 'Orders cannot be placed for you at the moment.',
      other: 'Something stood in the way.',
    },
    again: (day) => `We try again on ${day}.`,
    manage: 'Look at it',
  },
  link: {
    new_password: {
      subject: 'Your new password',
      title: 'Choose a new password',
      lead: 'somebody asked for a new password for this account. If it was you, choose it within an hour:',
      button: 'Choose a password',
      note: 'If it was not you, leave this mail alone: your password stays as it is.',
      closing: 'This mail came because somebody asked for a new password with this address.',
    },
    confirm_login: {
      subject: 'Please confirm your address',
      title: 'Is this your address?',
      lead: 'an account was opened with this address. Confirm that you read what we send here:',
      button: 'Confirm the address',
      note: 'If you opened no account, leave this mail alone.',
      closing: 'This mail came because an account was opened with this address.',
    },
  },
  loginChanged: {
    subject: 'Your address was changed',
    title: 'Another address signs in now',
    lead: (day) => `on ${day} the address with which you sign in was changed to another one.`,
    note: 'If it was you, there is nothing to do. If it was not, write to us at once: whoever changed it knew your password.',
    closing: 'This mail came because this was the address of your account until then.',
  },
  locale: 'en-GB',
}
