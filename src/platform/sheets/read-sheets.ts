import { readCsvSheet } from './csv-sheet.ts'
import type { FileProblem, Sheet } from './sheet.ts'
import { readXlsx } from './xlsx-sheets.ts'

/** The sheets of a file of people, CSV or XLSX by its first bytes and not by its name. */
export async function readSheets(
  bytes: Uint8Array,
  options: Readonly<{ rowsMost: number }>,
): Promise<
  Readonly<
    { ok: true; format: 'csv' | 'xlsx'; sheets: readonly Sheet[] } | { ok: false; problem: FileProblem }
  >
> {
  const isZip = bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 0x03 && bytes[3] === 0x04
  const read = isZip ? await readXlsx(bytes, options) : readCsvSheet(bytes, options)
  return read.ok ? { ...read, format: isZip ? 'xlsx' : 'csv' } : read
}
