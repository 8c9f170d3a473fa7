/**
 * A distributor's shop has an address of its own, `/<shop name>`, beside the addresses of the program. These words are
 * taken by the program, now or soon, so that no shop can stand in their place.
 */
const RESERVED: ReadonlySet<string> = new Set(
  `
    office console api cart basket checkout join health assets static public order orders product
    products category categories search shop shops status account accounts sign-in signin sign-out login
    logout register password activate admin administrator root system staff support help contact about
    company legal terms privacy imprint impressum cookies returns shipping payment payments favicon
    robots sitemap manifest well-known files images media fonts build app apps mail www docs metrics
    ready live webhooks invite invites party parties team me home index null undefined test demo
    openfield pay money offline find icons
  `
    .trim()
    .split(/\s+/),
)

export const SHOP_NAME_MIN = 3
export const SHOP_NAME_MAX = 30

const pattern = /^[a-z](?:-?[a-z0-9])*$/

export type ShopNameProblem = 'shape' | 'reserved'

/** What is wrong with a shop name, or undefined. Letters of the English alphabet, digits and single dashes inside. */
export function shopNameProblem(name: string): ShopNameProblem | undefined {
  if (name.length < SHOP_NAME_MIN || name.length > SHOP_NAME_MAX || !pattern.test(name)) return 'shape'
  // A dash more must not give a near copy of an address of the program, such as "check-out".
  return RESERVED.has(name) || RESERVED.has(name.replaceAll('-', '')) ? 'reserved' : undefined
}

/** Whether the first part of a path belongs to the program and can never be a shop. */
export function isReservedAddress(segment: string): boolean {
  return RESERVED.has(segment.toLowerCase())
}

/** A shop name made of a person's name ("Zoë Ångström" gives "zoe-angstrom"), or undefined when it gives none. */
export function proposeShopName(personName: string): string | undefined {
  const plain = personName.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase()
  const words = plain.replaceAll(/[^a-z0-9]+/g, '-').replaceAll(/^[-\d]+|-+$/g, '')
  const name = words.slice(0, SHOP_NAME_MAX).replace(/-+$/, '')
  return shopNameProblem(name) === undefined ? name : undefined
}
