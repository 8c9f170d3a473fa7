/** A change of a file in unified form: each hunk is lines that are there and lines that shall be there. */
type Hunk = Readonly<{ before: string; after: string }>
type FileChange = Readonly<{ path: string; hunks: readonly Hunk[] }>

/** A patch: a head line that says in words what it does, and the files that it changes. */
export type Patch = Readonly<{ says: string; files: readonly FileChange[] }>

/** Reads a patch of this project. Throws when it has no head line or changes nothing. */
export function readPatch(text: string): Patch {
  const [says = '', ...lines] = text.split('\n')
  const files: { path: string; hunks: { before: string[]; after: string[] }[] }[] = []
  for (const line of lines) {
    const file = /^\+\+\+ b\/(\S+)/.exec(line)
    if (file?.[1] !== undefined) files.push({ path: file[1], hunks: [] })
    else if (line.startsWith('@@')) files.at(-1)?.hunks.push({ before: [], after: [] })
    else if (!line.startsWith('--- ')) addLine(files.at(-1)?.hunks.at(-1), line)
  }
  if (says.trim() === '') throw new Error('expected a first line that says what the patch does')
  if (files.length === 0 || files.some((file) => file.hunks.length === 0))
    throw new Error('expected a change of at least one file')
  const joined = (part: readonly string[]) => `${part.join('\n')}\n`
  return {
    says: says.trim(),
    files: files.map(({ path, hunks }) => ({
      path,
      hunks: hunks.map(({ before, after }) => ({ before: joined(before), after: joined(after) })),
    })),
  }
}

function addLine(hunk: { before: string[]; after: string[] } | undefined, line: string): void {
  if (!hunk || line === '') return
  const [mark, rest] = [line[0], line.slice(1)]
  if (mark !== '+') hunk.before.push(rest)
  if (mark !== '-') hunk.after.push(rest)
}

/**
 * The text of a file with the changes in it. Line numbers do not count, so that a patch outlives changes elsewhere in its
 * file; but the lines that it replaces must be there, and only once. Gives the problem otherwise.
 */
export function applied(
  text: string,
  hunks: readonly Hunk[],
): Readonly<{ text: string } | { problem: string }> {
  let changed = `\n${text}`
  for (const { before, after } of hunks) {
    const sought = `\n${before}`
    const at = changed.indexOf(sought)
    if (at < 0) return { problem: `did not find the lines that it replaces:\n${before}` }
    if (changed.lastIndexOf(sought) !== at)
      return { problem: `found more than once what it replaces:\n${before}` }
    changed = `${changed.slice(0, at)}\n${after}${changed.slice(at + sought.length)}`
  }
  return { text: changed.slice(1) }
}
