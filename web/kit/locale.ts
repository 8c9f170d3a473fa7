import { useTranslation } from 'react-i18next'

/** The locale for numbers and dates: English texts go with day before month, as in the markets of the product. */
export function useLocale(): string {
  const { i18n } = useTranslation()
  return i18n.language.startsWith('en') ? 'en-GB' : i18n.language
}
