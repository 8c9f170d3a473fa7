import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { stringify } from 'csv-stringify/sync'
import { seededRandom } from '#shared/random.ts'

/** A folder of one's own for a test; `remove` takes it away with everything in it. */
export async function temporaryFolder(): Promise<
  Readonly<{
    path: (name: string) => string
    write: (name: string, content: string | Buffer) => Promise<string>
    remove: () => Promise<void>
  }>
> {
  const folder = await mkdtemp(join(tmpdir(), 'openfield-test-'))
  return {
    path: (name) => join(folder, name),
    async write(name, content) {
      await writeFile(join(folder, name), content)
      return join(folder, name)
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}

/** The rows of a CSV text by column name. */
export function csvRows(text: string): Record<string, string>[] {
  const [header = [], ...rows] = parse(text).map((row: unknown) =>
    Array.isArray(row) ? row.map(String) : [],
  )
  return rows.map((row) => Object.fromEntries(header.map((name, index) => [name, row[index] ?? ''])))
}

export async function csvFile(path: string): Promise<Record<string, string>[]> {
  return csvRows(await readFile(path, 'utf8'))
}

/** The text of a CSV file with its columns and its rows in another order, drawn by the seed. */
export async function shuffledCsv(path: string, seed: number): Promise<string> {
  const rows = parse(await readFile(path, 'utf8')).map((row: unknown) =>
    Array.isArray(row) ? row.map(String) : [],
  )
  const random = seededRandom(seed)
  const shuffled = <T>(items: readonly T[]): T[] => {
    const left = [...items]
    return items.flatMap(() => left.splice(random.below(left.length), 1))
  }
  const [header = [], ...body] = rows
  const columns = shuffled([...header.keys()])
  return stringify([header, ...shuffled(body)].map((row) => columns.map((column) => row[column] ?? '')))
}
