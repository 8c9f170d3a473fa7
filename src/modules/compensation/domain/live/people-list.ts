/**
 * A list whose members are made when they are looked at: engines that look at a few people of a million read it like any other,
 * and nobody else becomes an object.
 */
export function madeList<T>(length: () => number, at: (index: number) => T | undefined): readonly T[] {
  return new Proxy<T[]>([], {
    get(target, key, receiver) {
      if (key === 'length') return length()
      const index = typeof key === 'string' ? Number(key) : Number.NaN
      if (!Number.isInteger(index)) return Reflect.get(target, key, receiver)
      return index >= 0 && index < length() ? at(index) : undefined
    },
    has: (target, key) =>
      typeof key === 'string' && /^\d+$/.test(key) ? Number(key) < length() : Reflect.has(target, key),
  })
}
