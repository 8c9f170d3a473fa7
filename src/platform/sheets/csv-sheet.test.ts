import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { readCsvSheet, writeCsvSheet } from './csv-sheet.ts'
import { guarded, unguarded } from './sheet.ts'

const ROWS = { rowsMost: 100 }
/** Texts that spreadsheets and parsers stumble over. */
const cell = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.constantFrom(
    '=1+1',
    "'=1",
    "''@x",
    '-12.50',
    '+47',
    'a,b',
    'a;b',
    'a"b',
    'a\nb',
    'a\r\nb',
    'a\rb',
    '\tx',
    ' x ',
  ),
)

async function written(header: string[], rows: string[][]): Promise<Uint8Array> {
  const pieces: string[] = []
  const batches = (async function* () {
    yield rows
  })()
  for await (const piece of writeCsvSheet({ header, rows: batches })) pieces.push(piece)
  return new TextEncoder().encode(pieces.join(''))
}

test('what was written as CSV is read again cell by cell, whatever the cells hold', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(fc.constant('x'), cell, cell), { maxLength: 5 }), async (rows) => {
      const read = readCsvSheet(await written(['one', 'two', 'three'], rows), ROWS)
      expect(read.ok && read.sheets[0]?.rows.map(({ cells }) => cells)).toEqual(rows)
    }),
  )
})

test('a guard is put before what looks like a formula, never before a number, and taken off again', () => {
  expect(['=1', '-12.5', '-a', "'=1", 'plain'].map(guarded)).toEqual(["'=1", '-12.5', "'-a", "''=1", 'plain'])
  fc.assert(
    fc.property(cell, (text) => {
      expect(unguarded(guarded(text))).toBe(text)
    }),
  )
})

test('semicolons and tabs are understood, rows keep the number that a person sees, and bad files are told', () => {
  const bytes = (text: string) => new TextEncoder().encode(text)
  expect(readCsvSheet(bytes('\uFEFFa;b\r\n\r\n1;2,5\r\n'), ROWS)).toEqual({
    ok: true,
    sheets: [{ header: ['a', 'b'], rows: [{ row: 3, cells: ['1', '2,5'], odd: [] }] }],
  })
  expect(readCsvSheet(bytes('a\tb\n1,5\t2'), ROWS)).toMatchObject({
    sheets: [{ rows: [{ cells: ['1,5', '2'] }] }],
  })
  expect(readCsvSheet(new Uint8Array([0x61, 0xe4, 0x0a]), ROWS)).toEqual({ ok: false, problem: 'not_utf8' })
  expect(readCsvSheet(bytes('\n\n'), ROWS)).toEqual({ ok: false, problem: 'empty' })
  expect(readCsvSheet(bytes('a\n"x'), ROWS)).toEqual({ ok: false, problem: 'unreadable' })
  expect(readCsvSheet(bytes(`a\n${'x\n'.repeat(101)}`), ROWS)).toEqual({
    ok: false,
    problem: 'too_many_rows',
  })
})
