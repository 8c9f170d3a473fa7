/** From internal ids to places; ids are mostly given one after the other. */
export type PlaceIndex = Readonly<{ set: (id: number, place: number) => void; get: (id: number) => number }>

/** Ids up to here stand in a list, the others in a map. */
const MOST_LISTED = 33_554_432
const FIRST_ROOM = 65_536

/** The same for few ids that lie far apart. */
export function sparseIndex(): PlaceIndex {
  const places = new Map<number, number>()
  return { set: (id, place) => void places.set(id, place), get: (id) => places.get(id) ?? -1 }
}

export function placeIndex(): PlaceIndex {
  let listed = new Int32Array(FIRST_ROOM)
  const others = new Map<number, number>()
  return {
    set(id, place) {
      if (id >= MOST_LISTED || id < 0) {
        others.set(id, place)
        return
      }
      if (id >= listed.length) {
        const larger = new Int32Array(Math.min(MOST_LISTED, Math.max(id + 1, listed.length * 2)))
        larger.set(listed)
        listed = larger
      }
      listed[id] = place + 1
    },
    /** -1 for an id that has no place. */
    get: (id) => (id >= 0 && id < listed.length ? (listed[id] ?? 0) - 1 : (others.get(id) ?? -1)),
  }
}
