import type { MailWords } from './mail-words.ts'

export const POLISH: MailWords = {
  hello: (name) => (name === '' ? 'Dzień dobry,' : `Dzień dobry, ${name},`),
  closing: 'Ta wiadomość dotyczy Twojego zamówienia u nas.',
  order: {
    subject: (code) => `Twoje zamówienie ${code}`,
    title: 'Dziękujemy za zamówienie',
    lead: (code, day) => `mamy Twoje zamówienie ${code} z dnia ${day}.`,
    discount: 'Rabaty',
    shipping: 'Dostawa',
    total: 'Razem',
    tax: 'W tym VAT',
    plusTax: 'Plus VAT',
    payment: 'Płatność',
    delivery: 'Adres dostawy',
    way: 'Sposób',
    pickup: 'Odbiór',
    follow: 'Śledź zamówienie',
    payments: {
      pay_later: 'Do zapłaty według umowy',
      transfer: 'Przelewem; numer konta jest na stronie zamówienia',
      wallet: 'Z portfela',
      cash: 'Gotówką',
      card: 'Kartą',
    },
  },
  ready: {
    subject: (code) => `Zamówienie ${code} jest gotowe`,
    title: 'Twoje zamówienie jest gotowe',
    lead: (code) => `możesz odebrać zamówienie ${code}.`,
    where: 'Gdzie',
    when: 'Kiedy',
  },
  document: {
    subject: {
      invoice: (number, order) => `Faktura ${number} do zamówienia ${order}`,
      credit_note: (number, order) => `Korekta ${number} do zamówienia ${order}`,
    },
    title: { invoice: 'Twoja faktura', credit_note: 'Twoja faktura korygująca' },
    lead: {
      invoice: (number, order) => `w załączniku jest faktura ${number} do zamówienia ${order}.`,
      credit_note: (number, order) =>
        `w załączniku jest faktura korygująca ${number} do zamówienia ${order}.`,
    },
    total: 'Razem',
    follow: 'Zobacz zamówienie',
  },
  autoship: {
    subject: {
      reminded: (day) => `Kolejne zamówienie: ${day}`,
      failed: (day) => `Nie udało się złożyć zamówienia z dnia ${day}`,
      paused: (day) => `Zamówienie z dnia ${day} nie zostało złożone i czeka na Ciebie`,
    },
    title: {
      reminded: 'Wkrótce kolejne zamówienie',
      failed: 'Nie udało się złożyć zamówienia',
      paused: 'Stałe zamówienie czeka na Ciebie',
    },
    lead: {
      reminded: (day) =>
        `w dniu ${day} złożymy Twoje kolejne zamówienie. Do tego czasu możesz je zmienić lub pominąć.`,
      failed: (day) => `stałe zamówienie z dnia ${day} nie mogło zostać złożone.`,
      paused: (day) =>
        `stałe zamówienie z dnia ${day} nie mogło zostać złożone mimo kilku prób. Nic nie przyjdzie, dopóki go nie wznowisz.`,
    },
    problems: {
      payment: 'Nie udało się zapłacić w wybrany sposób.',
      goods: 'Część towarów jest chwilowo niedostępna.',
      person: 'Obecnie nie można składać dla Ciebie zamówień.',
      other: 'Coś stanęło na przeszkodzie.',
    },
    again: (day) => `Spróbujemy ponownie ${day}.`,
    manage: 'Zobacz szczegóły',
  },
  link: {
    new_password: {
      subject: 'Nowe hasło',
      title: 'Ustaw nowe hasło',
      lead: 'ktoś poprosił o nowe hasło do tego konta. Jeśli to Ty, ustaw je w ciągu godziny:',
      button: 'Ustaw hasło',
      note: 'Jeśli to nie Ty, nic nie rób: hasło pozostanie bez zmian.',
      closing: 'Ta wiadomość przyszła, ponieważ ktoś poprosił o nowe hasło dla tego adresu.',
    },
    confirm_login: {
      subject: 'Potwierdź swój adres',
      title: 'Czy to Twój adres?',
      lead: 'na ten adres założono konto. Potwierdź, że czytasz to, co tu wysyłamy:',
      button: 'Potwierdź adres',
      note: 'Jeśli nie zakładasz konta, nic nie rób.',
      closing: 'Ta wiadomość przyszła, ponieważ na ten adres założono konto.',
    },
  },
  loginChanged: {
    subject: 'Zmieniono Twój adres',
    title: 'Do logowania służy teraz inny adres',
    lead: (day) => `${day} adres, którym się logujesz, został zmieniony na inny.`,
    note: 'Jeśli to Ty, nie musisz nic robić. Jeśli nie, napisz do nas od razu: kto go zmienił, znał Twoje hasło.',
    closing: 'Ta wiadomość przyszła, ponieważ do tej pory był to adres Twojego konta.',
  },
  locale: 'pl-PL',
}
