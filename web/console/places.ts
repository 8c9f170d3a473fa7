import {
  IconAdjustments,
  IconCategory,
  IconCoins,
  IconDiscount,
  IconReceipt,
  IconSun,
  IconUsers,
  IconWallet,
} from '@tabler/icons-react'

export type Part = Readonly<{ key: string; to: string }>

/** A place of work in the sidebar, with the parts that unfold under it; shown to whom the right opens it. */
export type Place = Readonly<{
  key: string
  to: string
  icon: typeof IconSun
  right?: string
  parts: readonly Part[]
}>

export const PLACES: readonly Place[] = [
  { key: 'today', to: '/', icon: IconSun, parts: [] },
  {
    key: 'people',
    to: '/people',
    icon: IconUsers,
    right: 'people.read',
    parts: [
      { key: 'everyone', to: '/people' },
      { key: 'applications', to: '/people/applications' },
      { key: 'shopReviews', to: '/people/shops' },
      { key: 'trees', to: '/people/trees' },
      { key: 'moves', to: '/people/moves' },
      { key: 'transfers', to: '/people/transfers' },
    ],
  },
  {
    key: 'orders',
    to: '/orders',
    icon: IconReceipt,
    right: 'orders.read',
    parts: [
      { key: 'allOrders', to: '/orders' },
      { key: 'drafts', to: '/orders/drafts' },
      { key: 'autoships', to: '/orders/autoships' },
      { key: 'parties', to: '/orders/parties' },
      { key: 'shipping', to: '/orders/shipping' },
      { key: 'showrooms', to: '/orders/showrooms' },
    ],
  },
  {
    key: 'catalogue',
    to: '/catalogue',
    icon: IconCategory,
    right: 'catalog.read',
    parts: [
      { key: 'goods', to: '/catalogue' },
      { key: 'changes', to: '/catalogue/changes' },
      { key: 'paper', to: '/catalogue/paper' },
      { key: 'stock', to: '/catalogue/stock' },
      { key: 'files', to: '/catalogue/files' },
    ],
  },
  {
    key: 'promotions',
    to: '/promotions',
    icon: IconDiscount,
    right: 'promotions.read',
    parts: [
      { key: 'allPromotions', to: '/promotions' },
      { key: 'coupons', to: '/promotions/coupons' },
      { key: 'segments', to: '/promotions/segments' },
    ],
  },
  {
    key: 'pay',
    to: '/pay',
    icon: IconCoins,
    right: 'pay.read',
    parts: [
      { key: 'periods', to: '/pay' },
      { key: 'plans', to: '/pay/plans' },
      { key: 'lab', to: '/pay/lab' },
      { key: 'adjustments', to: '/pay/adjustments' },
      { key: 'explanations', to: '/pay/explanations' },
    ],
  },
  {
    key: 'money',
    to: '/money',
    icon: IconWallet,
    parts: [
      { key: 'journals', to: '/money' },
      { key: 'payments', to: '/money/payments' },
      { key: 'documents', to: '/money/documents' },
    ],
  },
  {
    key: 'settings',
    to: '/settings',
    icon: IconAdjustments,
    parts: [
      { key: 'company', to: '/settings' },
      { key: 'users', to: '/settings/users' },
      { key: 'taxes', to: '/settings/taxes' },
      { key: 'mails', to: '/settings/mails' },
    ],
  },
]

/** Which place and part an address belongs to: the longest one that it starts with. */
export function activePlace(
  pathname: string,
): Readonly<{ place: Place; part: string | undefined }> | undefined {
  const place = PLACES.find((candidate) =>
    candidate.to === '/'
      ? pathname === '/'
      : pathname === candidate.to || pathname.startsWith(`${candidate.to}/`),
  )
  if (!place) return undefined
  const part = [...place.parts]
    .sort((a, b) => b.to.length - a.to.length)
    .find((candidate) => pathname === candidate.to || pathname.startsWith(`${candidate.to}/`))
  return { place, part: part?.key }
}
