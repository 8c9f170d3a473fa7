/** Keeps what is made for each name. */
export function once<T>(make: (name: string) => T): (name: string) => T {
  const known = new Map<string, Readonly<{ value: T }>>()
  return (name) => {
    const before = known.get(name) ?? { value: make(name) }
    known.set(name, before)
    return before.value
  }
}
