import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { stringify } from 'csv-stringify/sync'
import { csvRows } from '#test/support/run-folder.ts'
import { inputNames, type InputName } from '#modules/compensation/domain/files/input-files.ts'

export type Row = Readonly<Record<string, string>>
export type Table = Readonly<{ columns: readonly string[]; rows: readonly Row[] }>

/** The input files of a field that are there. */
export type FieldFiles = Readonly<Partial<Record<InputName, Table>>>

export async function readFieldFiles(folder: string): Promise<FieldFiles> {
  const files: Partial<Record<InputName, Table>> = {}
  for (const name of inputNames) {
    // Nine small files, most of them missing.
    // oxlint-disable-next-line no-await-in-loop
    const text = await readFile(join(folder, `${name}.csv`), 'utf8').catch(() => undefined)
    if (text === undefined) continue
    const columns = text.slice(0, text.indexOf('\n')).split(',')
    files[name] = { columns, rows: csvRows(text) }
  }
  return files
}

export function tableText({ columns, rows }: Table): string {
  return stringify([[...columns], ...rows.map((row) => columns.map((column) => row[column] ?? ''))])
}

/** Writes a field anew; a file of an older one that is no longer given goes. */
export async function writeField(folder: string, files: FieldFiles, expected: string): Promise<void> {
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  const texts = inputNames.flatMap((name) => {
    const table = files[name]
    return table ? [[name, tableText(table)] as const] : []
  })
  await Promise.all(
    [...texts, ['expected', expected] as const].map(([name, text]) =>
      writeFile(join(folder, `${name}.csv`), text),
    ),
  )
}
