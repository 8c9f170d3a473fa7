import { settingAt, type SettingDefinition } from '#modules/company/api.ts'
import { companyNow } from '#platform/clock/clock.ts'
import { putFile } from '#platform/files/files.ts'
import type { PreparedImage } from '#platform/images/prepare-image.ts'
import type { Tx } from '#platform/postgres/database.ts'
import type { About } from '#platform/postgres/transact.ts'
import { hashToken } from '#platform/sessions/token.ts'
import { ok, refuse, type Result } from '#shared/refusal.ts'
import { mayServe, type Person } from '../domain/person.ts'
import { changeFace, faceOf, keepPhoto, photoIds, type Face } from '../store/faces.ts'
import { lockPerson } from '../store/people.ts'

/** Whether the company looks at photos and greetings of shops before anybody else sees them. */
export const reviewShops: SettingDefinition<boolean> = {
  name: 'field.review_shops',
  label: 'Photos and greetings of shops are looked at before they are shown',
  kind: 'yes_no',
  read: (stored) => (typeof stored === 'boolean' ? stored : undefined),
  fallback: false,
}

/** Shows a greeting, or lets it wait where the company looks at it first. Without words there is nothing to look at. */
export async function wishGreeting(tx: Tx, person: Person, greeting: string): Promise<void> {
  const shown = (await faceOf(tx, person.id)).greeting
  const { wanted } = await photoIds(tx, person.id)
  const waits = greeting !== '' && greeting !== shown && (await isReviewed(tx, person.marketId))
  const at = new Date(await companyNow(tx))
  await changeFace(tx, person.id, {
    ...(waits ? { wanted_greeting: greeting } : { greeting, wanted_greeting: null }),
    wanted_at: waits || wanted !== null ? at : null,
  })
}

/** Gives a shop a photo, or lets it wait where the company looks at it first; refused as `field.not_a_seller`. */
export async function sendPhoto(
  tx: Tx,
  about: About,
  input: Readonly<{ personId: bigint; image: PreparedImage }>,
): Promise<Result<Face>> {
  const person = await lockPerson(tx, input.personId)
  if (!person || !mayServe(person)) return refuse('field.not_a_seller')
  about('person', person.id)
  const { width, height, files } = input.image
  const kept = []
  for (const { format, width: fileWidth, bytes } of files) {
    // One connection, one after the other.
    // oxlint-disable-next-line no-await-in-loop
    const { sha256 } = await putFile(tx, [bytes])
    kept.push({ format, width: fileWidth, sha256 })
  }
  const hash = hashToken(JSON.stringify(kept.map((file) => [file.format, file.width, file.sha256]))).toString(
    'hex',
  )
  const photoId = await keepPhoto(tx, { hash, width, height, files: kept })
  const { wantedGreeting } = await photoIds(tx, person.id)
  const waits = await isReviewed(tx, person.marketId)
  const at = new Date(await companyNow(tx))
  await changeFace(tx, person.id, {
    ...(waits ? { wanted_photo_id: photoId } : { photo_id: photoId, wanted_photo_id: null }),
    wanted_at: waits || wantedGreeting !== null ? at : null,
  })
  return ok(await faceOf(tx, person.id))
}

/** Takes the photo of a shop away at once, the one that waits too. */
export async function removePhoto(tx: Tx, about: About, personId: bigint): Promise<Result<Face>> {
  const person = await lockPerson(tx, personId)
  if (!person || !mayServe(person)) return refuse('field.not_a_seller')
  about('person', personId)
  const { wantedGreeting } = await photoIds(tx, personId)
  await changeFace(tx, personId, {
    photo_id: null,
    wanted_photo_id: null,
    ...(wantedGreeting === null ? { wanted_at: null } : {}),
  })
  return ok(await faceOf(tx, personId))
}

/** Shows what waits in a shop, or drops it; refused as `field.shop_review.conflict` when something else waits by now. */
export async function decideReview(
  tx: Tx,
  about: About,
  input: Readonly<{ personId: bigint; show: boolean; sinceMs: number }>,
): Promise<Result<undefined>> {
  const { personId, show, sinceMs } = input
  await lockPerson(tx, personId)
  const { waiting } = await faceOf(tx, personId)
  if (waiting?.since.getTime() !== sinceMs) return refuse('field.shop_review.conflict')
  about('person', personId)
  const { wanted } = await photoIds(tx, personId)
  await changeFace(tx, personId, {
    ...(show && waiting.greeting !== null ? { greeting: waiting.greeting } : {}),
    ...(show && wanted !== null ? { photo_id: wanted } : {}),
    wanted_greeting: null,
    wanted_photo_id: null,
    wanted_at: null,
  })
  return ok(undefined)
}

async function isReviewed(tx: Tx, marketId: bigint): Promise<boolean> {
  const day = new Date(await companyNow(tx)).toISOString().slice(0, 10)
  return settingAt(tx, reviewShops, { marketId, day })
}
