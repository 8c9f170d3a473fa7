/** Ends a choice that names every case: the compiler refuses it while one is missing. */
export function unreachable(value: never): never {
  throw new Error(`nobody expected ${JSON.stringify(value)}`)
}
