/** Keeps what is made for each pair of names. */
export function onceOfTwo<A extends string, B extends string, T>(make: (a: A, b: B) => T): (a: A, b: B) => T {
  const known = new Map<string, Readonly<{ value: T }>>()
  return (a, b) => {
    const key = `${a}\n${b}`
    const before = known.get(key) ?? { value: make(a, b) }
    known.set(key, before)
    return before.value
  }
}

/** Keeps what is made for each name. */
export function once<T>(make: (name: string) => T): (name: string) => T {
  const known = new Map<string, Readonly<{ value: T }>>()
  return (name) => {
    const before = known.get(name) ?? { value: make(name) }
    known.set(name, before)
    return before.value
  }
}
