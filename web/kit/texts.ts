import { createInstance, type i18n } from 'i18next'
import { initReactI18next } from 'react-i18next'
import { kitTexts } from './texts/en.ts'

/** A catalogue: nested keys, sentences at the leaves; `{{name}}` stands for a value, `_one`/`_other` for plurals. */
export interface Catalogue {
  readonly [key: string]: string | Catalogue
}

const accents: Readonly<Record<string, string>> = {
  a: 'å',
  c: 'ç',
  e: 'é',
  i: 'ï',
  n: 'ñ',
  o: 'ö',
  s: 'š',
  u: 'ü',
  y: 'ÿ',
  A: 'Å',
  E: 'É',
  O: 'Ö',
}

/** One sentence of the pseudo language: accented, bracketed, about a third longer; placeholders and tags stay. */
export function pseudoSentence(sentence: string): string {
  const pieces = sentence.split(/(\{\{[^}]+\}\}|<[^>]+>)/)
  const changed = pieces
    .map((piece, index) =>
      index % 2 === 1 ? piece : piece.replace(/[a-zA-Z]/g, (letter) => accents[letter] ?? letter),
    )
    .join('')
  return `⟦${changed}${'·'.repeat(Math.ceil(sentence.length / 4))}⟧`
}

/** The whole catalogue in the pseudo language, which shows every text that did not come from a catalogue. */
export function pseudoCatalogue(catalogue: Catalogue): Catalogue {
  return Object.fromEntries(
    Object.entries(catalogue).map(([key, value]) => [
      key,
      typeof value === 'string' ? pseudoSentence(value) : pseudoCatalogue(value),
    ]),
  )
}

/** Languages of the interface: English now, and the pseudo language for checks (`?lang=pseudo`). */
export type Language = 'en' | 'pseudo'

/**
 * Starts the texts of one app: its own catalogue over the kit's. Works at once, without a request.
 * In: the app's English catalogue and the language. Out: the instance for `I18nextProvider`.
 */
export function startTexts(own: Catalogue, language: Language): i18n {
  const english: Catalogue = { ...kitTexts, ...own }
  const instance = createInstance()
  void instance.use(initReactI18next).init({
    lng: language === 'pseudo' ? 'en-PS' : 'en',
    fallbackLng: 'en',
    initAsync: false,
    interpolation: { escapeValue: false },
    resources: {
      en: { translation: english },
      // Made where somebody asks for it only: it takes longer than all else here.
      ...(language === 'pseudo' ? { 'en-PS': { translation: pseudoCatalogue(english) } } : {}),
    },
  })
  return instance
}

/** The language that the address asks for; kept for the session of this tab by the caller if it wants. */
export function languageFromAddress(search: string): Language {
  return new URLSearchParams(search).get('lang') === 'pseudo' ? 'pseudo' : 'en'
}
