import { contactOf, personById } from '#modules/field/api.ts'
import { autoshipById } from '#modules/orders/api.ts'
import type { Tx } from '#platform/postgres/database.ts'
import type { About } from '#platform/postgres/transact.ts'
import { composeAutoship, type AutoshipToTell } from '../domain/compose-mail.ts'
import { mailLanguage } from '../domain/mail-words.ts'
import { mailsAutoships } from './messaging-settings.ts'
import { postComposed, sendingFor } from './post-composed.ts'

/** Tells a buyer of an order that comes by itself, once for what happened; `seq` is the position at which it was told. */
export async function tellAutoship(
  tx: Tx,
  about: About,
  of: Pick<AutoshipToTell, 'what' | 'dueOn' | 'problem'> &
    Readonly<{ autoshipId: bigint; personId: bigint; marketId: bigint; seq: bigint }>,
): Promise<void> {
  const { sender, isOn } = await sendingFor(tx, { marketId: of.marketId, setting: mailsAutoships })
  if (!isOn) return
  const autoship = await autoshipById(tx, of.autoshipId)
  const person = await personById(tx, of.personId)
  if (!autoship || !person) throw new Error(`there is no autoship ${of.autoshipId}`)
  // Whoever ended it meanwhile wants to hear no more of it.
  if (autoship.course.state === 'ended') return
  const contact = await contactOf(tx, of.personId)
  const language = mailLanguage(contact?.language)
  const name = autoship.personName ?? ''
  const isSeller = person.kind === 'distributor' || person.kind === 'company'
  const { tryOn } = autoship.course
  const mail = composeAutoship(
    { language, sender, name },
    { ...of, tryOn, lines: autoship.lines, page: isSeller ? '/office/sell/autoships' : '/account/autoships' },
  )
  const id = await postComposed(tx, {
    key: `autoship:${of.autoshipId}:${of.dueOn}:${of.what}:${of.seq}`,
    kind: `autoship_${of.what}`,
    email: contact?.email,
    name,
    language,
    mail,
    about: { kind: 'person', code: autoship.personCode },
    marketId: of.marketId,
  })
  if (id !== undefined) about('mail', id)
}
