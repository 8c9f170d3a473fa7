import type { Tx } from '#platform/postgres/database.ts'
import type { About } from '#platform/postgres/transact.ts'
import { ok, refuse, type Result } from '#shared/refusal.ts'
import {
  addAddress,
  addressesOf,
  removeAddress,
  setFirstAddress,
  type KeptAddress,
  type PostalAddress,
} from '../store/addresses.ts'
import { lockPerson } from '../store/people.ts'

const ADDRESSES_MAX = 20

type Kept = Promise<Result<readonly KeptAddress[]>>

/** Keeps an address of a person; the same one again changes nothing. Refused as `field.too_many_addresses`. */
export async function keepAddress(
  tx: Tx,
  about: About,
  input: Readonly<{ personId: bigint; address: PostalAddress }>,
): Kept {
  const { personId, address } = input
  about('person', personId)
  await lockPerson(tx, personId)
  const known = await addressesOf(tx, personId)
  if (known.some((one) => isSame(one, address))) return ok(known)
  if (known.length >= ADDRESSES_MAX) return refuse('field.too_many_addresses', { most: ADDRESSES_MAX })
  await addAddress(tx, { ...address, personId, isFirst: known.length === 0 })
  return ok(await addressesOf(tx, personId))
}

/** Lets a person's checkouts begin with one of the kept addresses; refused as `field.address.not_found`. */
export async function putAddressFirst(
  tx: Tx,
  about: About,
  input: Readonly<{ personId: bigint; id: bigint }>,
): Kept {
  return changed(tx, about, input, (known) => setFirstAddress(tx, { ...input, id: known.id }))
}

/** Forgets an address; another one becomes the first where it was. Refused as `field.address.not_found`. */
export async function forgetAddress(
  tx: Tx,
  about: About,
  input: Readonly<{ personId: bigint; id: bigint }>,
): Kept {
  return changed(tx, about, input, async (known) => {
    await removeAddress(tx, known.id)
    const [next] = await addressesOf(tx, input.personId)
    if (known.isFirst && next) await setFirstAddress(tx, { personId: input.personId, id: next.id })
  })
}

async function changed(
  tx: Tx,
  about: About,
  input: Readonly<{ personId: bigint; id: bigint }>,
  change: (known: KeptAddress) => Promise<void>,
): Kept {
  const { personId, id } = input
  about('person', personId)
  await lockPerson(tx, personId)
  const known = (await addressesOf(tx, personId)).find((one) => one.id === id)
  if (!known) return refuse('field.address.not_found')
  await change(known)
  return ok(await addressesOf(tx, personId))
}

function isSame(left: PostalAddress, right: PostalAddress): boolean {
  return (['recipient', 'line1', 'line2', 'postalCode', 'city', 'region', 'country'] as const).every(
    (name) => left[name] === right[name],
  )
}
