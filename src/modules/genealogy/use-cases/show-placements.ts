import { peopleByIds, personByCode, visibleNames } from '#modules/field/api.ts'
import type { Tx } from '#platform/postgres/database.ts'
import type { OpaqueIds } from '#shared/opaque-id.ts'
import { ok, refuse, type Result } from '#shared/refusal.ts'
import { BINARY_WAYS, MATRIX_WAYS, type PlacementKind, type PlacementWay } from '../domain/tree.ts'
import { placesOfWays, treeShapes, wishesOf, type Placed, type Waiting, type Wanted } from '../store/trees.ts'

/** Those who wait, with the names that the viewer may see. */
export async function showWaiting(tx: Tx, ids: OpaqueIds, rows: readonly Waiting[]) {
  const known = rows.flatMap(({ personId, sponsorId }) =>
    sponsorId === null ? [personId] : [personId, sponsorId],
  )
  const people = await peopleByIds(tx, [...new Set(known)])
  const names = await visibleNames(tx, [...new Set(known)])
  const shown = (id: bigint) => ({
    person: ids.close('per', id),
    code: people.get(id)?.code ?? '',
    displayName: names.get(id) ?? '',
  })
  return rows.map(({ tree, personId, sponsorId, since, waitsUntil }) => ({
    tree,
    newcomer: shown(personId),
    sponsor: sponsorId === null ? null : shown(sponsorId),
    since: since.getTime(),
    waitsUntil: waitsUntil.getTime(),
  }))
}

/** The placement trees as a sponsor sees them, with where each way would lead the next newcomer. */
export async function showTreesOf(tx: Tx, sponsorId: bigint) {
  const wishes = await wishesOf(tx, sponsorId)
  const trees = await treeShapes(tx)
  return Promise.all(
    trees.map(async ({ code, kind, way, holdingHours }) => {
      const ways = await waysOf(tx, { tree: code, kind, sponsorId })
      return { code, kind, way, holdingHours, wish: wayOf(wishes.get(code)), ways }
    }),
  )
}

async function waysOf(tx: Tx, of: { tree: string; kind: PlacementKind; sponsorId: bigint }) {
  const ways: readonly PlacementWay[] = of.kind === 'binary' ? BINARY_WAYS : MATRIX_WAYS
  const found = await placesOfWays(tx, { ...of, ways })
  const above = found.flatMap(({ place }) => (place ? [place.parentId] : []))
  const people = await peopleByIds(tx, [...new Set(above)])
  return found.map(({ way, place }) => ({
    way,
    place: place ? { parent: people.get(place.parentId)?.code ?? '', side: place.side } : null,
  }))
}

function wayOf(word: string | undefined): PlacementWay | null {
  return BINARY_WAYS.find((way) => way === word) ?? null
}

/** What a caller wants, with the person who is named by a code. Refused as `genealogy.place.not_found`. */
export async function wantedOf(
  tx: Tx,
  body: Readonly<{ way: PlacementWay }> | Readonly<{ parent: string; side: number }>,
  within?: bigint,
): Promise<Result<Wanted>> {
  if ('way' in body) return ok({ by: 'way', way: body.way })
  const parent = await personByCode(tx, body.parent)
  if (!parent) return refuse('genealogy.place.not_found', {}, 'parent')
  return ok({ by: 'choice', parentId: parent.id, side: body.side, within })
}

/** A place that was given, by the code of who stands above. */
export async function showPlaced(tx: Tx, { parentId, side }: Placed) {
  if (parentId === null) return { parent: null, side: null }
  const people = await peopleByIds(tx, [parentId])
  return { parent: people.get(parentId)?.code ?? null, side }
}
