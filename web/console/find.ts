import { useDebouncedValue } from '@mantine/hooks'
import { useTranslation } from 'react-i18next'
import { listPeople } from '#modules/field/contract.ts'
import { listOrders } from '#modules/orders/contract.ts'
import { listProducts } from '#modules/catalog/contract.ts'
import { useAnswer } from '#kit/answers.tsx'
import { formatMoney } from '#kit/format.ts'
import { useLocale } from '#kit/locale.ts'
import type { PaletteItem } from '#kit/palette.tsx'
import { PLACES } from './places.ts'

const WAIT_MS = 150
const FOUND_MAX = 5

/** What the palette offers for a term: pages by name, then people, orders and products that the server finds. */
export function usePaletteItems(term: string, opened: boolean): readonly PaletteItem[] {
  const { t } = useTranslation()
  const locale = useLocale()
  const [asked] = useDebouncedValue(term.trim(), WAIT_MS)
  const enabled = opened && asked.length >= 2
  const query = { search: asked, rows: FOUND_MAX }
  const people = useAnswer(listPeople, { query }, { enabled })
  const orders = useAnswer(listOrders, { query }, { enabled: enabled && /\d/.test(asked) })
  const products = useAnswer(listProducts, { query }, { enabled })
  const pages = PLACES.flatMap((place) => [place, ...place.parts.filter((part) => part.to !== place.to)])
    .map((page) => ({
      key: page.key,
      group: t('kit.palette.pages'),
      title: t(`place.${page.key}`),
      to: page.to,
    }))
    .filter((page) => page.title.toLowerCase().includes(term.trim().toLowerCase()))
  if (!enabled) return pages
  return [
    ...pages,
    ...(people.data?.rows ?? []).map((person) => ({
      key: person.person,
      group: t('place.people'),
      title: person.displayName,
      note: person.code,
      to: `/people/${person.person}`,
    })),
    ...(orders.data?.rows ?? []).map((order) => ({
      key: `order-${order.code}`,
      group: t('place.orders'),
      title: order.code,
      note: formatMoney(order.total, locale),
      to: `/orders/${order.code}`,
    })),
    ...(products.data?.rows ?? []).map((product) => ({
      key: `product-${product.code}`,
      group: t('place.catalogue'),
      title: product.name,
      note: product.code,
      to: `/catalogue/products/${product.code}`,
    })),
  ]
}
