/** A place where the code leaves the rules. */
export type Breach = Readonly<{ file: string; line: number; rule: string; what: string }>

/** The files of a tree by their path below its root, written with forward slashes. */
export type Tree = ReadonlyMap<string, string>

/** `src/a.ts:3  rule: what`. */
export function breachText(breach: Breach): string {
  return `${breach.file}:${breach.line}  ${breach.rule}: ${breach.what}`
}
