import { ok, refuse, type Result } from '#shared/refusal.ts'
import { orderCodeByToken } from '#modules/orders/api.ts'
import type { Db, Tx } from '#platform/postgres/database.ts'
import { read, type Actor } from '#platform/postgres/transact.ts'
import { hashToken } from '#platform/sessions/token.ts'
import { documentById } from '../store/documents.ts'
import { contentOf } from './document-content.ts'
import { printDocument } from './print-document.ts'

/** Which document is asked for, and what else it must fit: an order, the secret of an order's page, a right in its market. */
type Asked = Readonly<{
  id: bigint
  order?: string
  status?: string
  mayIn?: (marketId: bigint) => boolean
}>

/** Lets the transaction see the order of the secret of its page; gives the order's code, undefined when there is none. */
export async function seeByToken(tx: Tx, status: string): Promise<string | undefined> {
  return orderCodeByToken(tx, hashToken(status))
}

/** The PDF of a document, drawn from what it said when it was issued. Refused as `billing.not_found` where the viewer may not see it. */
export async function printed(
  deps: { db: Db },
  viewer: Actor,
  asked: Asked,
): Promise<Result<Readonly<{ body: Buffer; fileName: string }>>> {
  const found = await read(deps, viewer, async (tx) => {
    const order = asked.status === undefined ? asked.order : await seeByToken(tx, asked.status)
    if (asked.status !== undefined && order === undefined) return undefined
    const document = await documentById(tx, asked.id)
    if (!document || (order !== undefined && document.order !== order)) return undefined
    return asked.mayIn === undefined || asked.mayIn(document.marketId) ? document : undefined
  })
  if (!found) return refuse('billing.not_found')
  // The connection is given back before anything is drawn.
  const body = await printDocument(contentOf(found.content))
  return ok({ body, fileName: `${found.number.replaceAll('/', '-')}.pdf` })
}
