import type { MailWords } from './mail-words.ts'

export const FRENCH: MailWords = {
  hello: (name) => (name === '' ? 'Bonjour,' : `Bonjour ${name},`),
  closing: 'Vous recevez ce message en raison de votre commande chez nous.',
  order: {
    subject: (code) => `Votre commande ${code}`,
    title: 'Merci de votre commande',
    lead: (code, day) => `nous avons bien reçu votre commande ${code} du ${day}.`,
    discount: 'Remises',
    shipping: 'Livraison',
    total: 'Total',
    tax: 'Dont TVA',
    plusTax: 'TVA en sus',
    payment: 'Paiement',
    delivery: 'Livrée à',
    way: 'Mode',
    pickup: 'Retrait',
    follow: 'Suivre votre commande',
    payments: {
      pay_later: 'À payer selon accord',
      transfer: 'Par virement ; la page de votre commande indique le compte',
      wallet: 'Avec votre portefeuille',
      cash: 'En espèces',
      card: 'Par carte',
    },
  },
  ready: {
    subject: (code) => `Votre commande ${code} est prête`,
    title: 'Votre commande est prête',
    lead: (code) => `vous pouvez retirer votre commande ${code}.`,
    where: 'Où',
    when: 'Quand',
  },
  document: {
    subject: {
      invoice: (number, order) => `Facture ${number} de votre commande ${order}`,
      credit_note: (number, order) => `Avoir ${number} pour votre commande ${order}`,
    },
    title: { invoice: 'Votre facture', credit_note: 'Votre avoir' },
    lead: {
      invoice: (number, order) => `voici la facture ${number} de votre commande ${order}.`,
      credit_note: (number, order) =>
        `voici l’avoir ${number} pour ce qui a été repris de votre commande ${order}.`,
    },
    total: 'Total',
    follow: 'Voir votre commande',
  },
  autoship: {
    subject: {
      reminded: (day) => `Votre prochaine commande arrive le ${day}`,
      failed: (day) => `Votre commande du ${day} n’a pas pu être passée`,
      paused: (day) => `Votre commande du ${day} n’a pas pu être passée et vous attend`,
    },
    title: {
      reminded: 'Votre prochaine commande arrive bientôt',
      failed: 'Votre commande n’a pas pu être passée',
      paused: 'Vos commandes régulières vous attendent',
    },
    lead: {
      reminded: (day) =>
        `le ${day}, nous passons votre prochaine commande. D’ici là, vous pouvez la modifier ou la sauter.`,
      failed: (day) => `la commande régulière du ${day} n’a pas pu être passée.`,
      paused: (day) =>
        `la commande régulière du ${day} n’a pas pu être passée, même après plusieurs essais. Plus rien ne vient tant que vous ne la reprenez pas.`,
    },
    problems: {
      payment: 'Elle n’a pas pu être payée comme vous l’aviez choisi.',
      goods: 'Une partie n’est pas disponible en ce moment.',
      person: 'Aucune commande ne peut être passée pour vous en ce moment.',
      other: 'Quelque chose l’a empêché.',
    },
    again: (day) => `Nous réessayons le ${day}.`,
    manage: 'Voir le détail',
  },
  link: {
    new_password: {
      subject: 'Votre nouveau mot de passe',
      title: 'Choisissez un nouveau mot de passe',
      lead: 'quelqu’un a demandé un nouveau mot de passe pour ce compte. Si c’est vous, choisissez-le dans l’heure :',
      button: 'Choisir un mot de passe',
      note: 'Si ce n’est pas vous, ne faites rien : votre mot de passe reste le même.',
      closing:
        'Vous recevez ce message parce que quelqu’un a demandé un nouveau mot de passe avec cette adresse.',
    },
    confirm_login: {
      subject: 'Merci de confirmer votre adresse',
      title: 'Est-ce bien votre adresse ?',
      lead: 'un compte a été ouvert avec cette adresse. Confirmez que vous lisez ce que nous y envoyons :',
      button: 'Confirmer l’adresse',
      note: 'Si vous n’avez pas ouvert de compte, ne faites rien.',
      closing: 'Vous recevez ce message parce qu’un compte a été ouvert avec cette adresse.',
    },
  },
  loginChanged: {
    subject: 'Votre adresse a été changée',
    title: 'Une autre adresse sert à se connecter',
    lead: (day) => `le ${day}, l’adresse avec laquelle vous vous connectez a été remplacée par une autre.`,
    note: 'Si c’était vous, il n’y a rien à faire. Sinon, écrivez-nous tout de suite : qui l’a changée connaissait votre mot de passe.',
    closing: 'Vous recevez ce message parce que cette adresse était jusque-là celle de votre compte.',
  },
  locale: 'fr-FR',
}
