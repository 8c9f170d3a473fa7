import { beginDraft, beginMyDraft, handDraft, shareMyDraft } from '#modules/orders/contract/drafts.ts'
import type { Api } from '#kit/api.ts'

const goods = (product: string) => ({ lines: [{ product, quantity: 2 }] })

/** An order that staff began for somebody, with an address; gives its name. */
export async function beginFor(staff: Api, code: string, product: string): Promise<string> {
  const body = { buyer: { kind: 'customer' as const, code }, ...goods(product), coupons: [] }
  return (await staff(beginDraft, { body })).draft
}

/** The same, handed over to who buys. */
export async function prepareFor(staff: Api, code: string, product: string): Promise<void> {
  const body = { buyer: { kind: 'customer' as const, code }, ...goods(product) }
  const { draft, version } = await staff(beginDraft, { body })
  await staff(handDraft, { params: { draft }, body: { seen: version } })
}

/** An order that a distributor began for a guest, and the secret of its link. */
export async function beginOwn(
  distributor: Api,
  product: string,
): Promise<Readonly<{ draft: string; shared: string }>> {
  const buyer = { kind: 'guest' as const, name: 'Sample Guest' }
  const { draft } = await distributor(beginMyDraft, { body: { buyer, ...goods(product) } })
  const { link } = await distributor(shareMyDraft, { params: { draft } })
  return { draft, shared: link.replace('/basket/', '') }
}
