import { listMyParties, showMyParty } from '#modules/orders/contract/parties.ts'
import type { Api } from '#kit/api.ts'

/** The link of the open party at which the distributor sells and most was bought. */
export async function partyLink(distributor: Api): Promise<string | undefined> {
  const code = await openParty(distributor)
  if (code === undefined) return undefined
  const { link } = await distributor(showMyParty, { params: { party: code } })
  return link.replace('/party/', '')
}

/** The number of that party. */
export async function openParty(distributor: Api): Promise<string | undefined> {
  const { rows } = await distributor(listMyParties, { query: { role: 'seller', state: 'open' } })
  return rows.toSorted((a, b) => b.orders - a.orders)[0]?.party
}
