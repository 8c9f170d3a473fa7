import { IconHome, IconPlant2, IconShoppingBag, IconSitemap, IconWallet } from '@tabler/icons-react'

/** The five places under the thumb. */
export const PLACES = [
  { key: 'home', to: '/', icon: IconHome },
  { key: 'sell', to: '/sell', icon: IconShoppingBag },
  { key: 'team', to: '/team', icon: IconSitemap },
  { key: 'money', to: '/money', icon: IconWallet },
  { key: 'grow', to: '/grow', icon: IconPlant2 },
] as const

/** Which place an address belongs to. */
export function activePlace(pathname: string): string {
  return PLACES.find((place) => place.to !== '/' && pathname.startsWith(place.to))?.key ?? 'home'
}
