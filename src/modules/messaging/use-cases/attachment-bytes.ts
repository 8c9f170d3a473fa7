import { printed } from '#modules/billing/api.ts'
import type { MailAttachment } from '#platform/mail/mail-content.ts'
import type { Db } from '#platform/postgres/database.ts'
import { systemActor } from '#platform/postgres/transact.ts'
import { DOCUMENT_SOURCE } from './tell-document.ts'

/** The bytes that go along with a mail. They are drawn anew each time, the same ones. */
export async function attachmentBytes(deps: { db: Db }, { source, ref }: MailAttachment): Promise<Buffer> {
  if (source !== DOCUMENT_SOURCE) throw new Error(`nobody knows what ${source} is`)
  const document = await printed(deps, systemActor('messaging.attachment'), { id: BigInt(ref) })
  if (!document.ok) throw new Error(`the document ${ref} is not there`)
  return document.value.body
}
