import { mayServe, ownershipOf, peopleByIds } from '#modules/field/api.ts'
import { companyNow } from '#platform/clock/clock.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { ok, refuse, type Result } from '#shared/refusal.ts'
import { changesOfMerge, type AskedMerge, type TreeChange } from '../domain/merge.ts'
import { SPONSOR_TREE } from '../domain/tree.ts'
import { factsOfPlaces, factsOfSponsors, treeCodes } from '../store/merges.ts'

/** What a merge would change now, tree by tree; refused with the reason why it cannot be done. */
export async function planMerge(tx: Tx, asked: AskedMerge): Promise<Result<readonly TreeChange[]>> {
  const allowed = await mayMerge(tx, asked)
  if (!allowed.ok) return allowed
  const sponsor = await factsOfSponsors(tx, asked, await companyNow(tx))
  const others = []
  for (const tree of await treeCodes(tx))
    // oxlint-disable-next-line no-await-in-loop -- one connection
    if (tree !== SPONSOR_TREE) others.push(await factsOfPlaces(tx, tree, asked))
  return changesOfMerge(asked, sponsor, others)
}

/** Both belong to one person, or the one that ends is a person of its own, who is in the field twice. */
async function mayMerge(tx: Tx, { personId, intoId }: AskedMerge): Promise<Result<undefined>> {
  const people = await peopleByIds(tx, [personId, intoId])
  const [ends, stays] = [people.get(personId), people.get(intoId)]
  if (!ends) return refuse('genealogy.move.nowhere', {}, 'person')
  if (!stays) return refuse('genealogy.move.parent_nowhere', {}, 'into')
  if (personId === intoId) return refuse('genealogy.merge.same', {}, 'into')
  const [own, other] = [await ownershipOf(tx, personId), await ownershipOf(tx, intoId)]
  if (own.isMerged) return refuse('genealogy.merge.gone', { code: ends.code }, 'person')
  if (ends.kind !== 'distributor' || stays.kind !== 'distributor' || !mayServe(stays))
    return refuse('genealogy.merge.sellers', {}, 'into')
  if (own.ownerId === personId && own.owned > 1)
    return refuse('genealogy.merge.main', { code: ends.code }, 'person')
  return own.ownerId === other.ownerId || own.ownerId === personId
    ? ok(undefined)
    : refuse('genealogy.merge.owners', {}, 'into')
}
