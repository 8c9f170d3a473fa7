import { buffer } from 'node:stream/consumers'
import { deflateRawSync } from 'node:zlib'
import Excel from 'exceljs'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { readSheets } from './read-sheets.ts'
import type { WrittenSheet } from './sheet.ts'
import { writeXlsx } from './xlsx-sheets.ts'
import { unpacksWithin } from './zip-size.ts'

const ROWS = { rowsMost: 50 }

function sheet(name: string, header: string[], rows: string[][]): WrittenSheet {
  return {
    name,
    header,
    rows: (async function* () {
      yield rows
    })(),
  }
}

async function written(...sheets: WrittenSheet[]): Promise<Uint8Array> {
  return buffer(writeXlsx(sheets))
}

/** A workbook as another program makes it. */
async function workbookOf(values: readonly (readonly Excel.CellValue[])[]): Promise<Uint8Array> {
  const workbook = new Excel.Workbook()
  const worksheet = workbook.addWorksheet('Sheet1')
  for (const row of values) worksheet.addRow([...row])
  return new Uint8Array(await workbook.xlsx.writeBuffer())
}

const cell = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.constantFrom(
    '=1+1',
    "'=1",
    '1e5',
    '00012',
    '&lt;&amp;',
    ' x ',
    'a\nb',
    'a\r\nb',
    'a\rb',
    '\u0001',
    '_x000D_',
  ),
)

test('what was written as XLSX is read again cell by cell, whatever the cells hold', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.constant('x'), cell, cell, fc.constant('y')), { maxLength: 4 }),
      async (rows) => {
        const bytes = await written(
          sheet('goods', ['one', 'two', 'three', 'four'], rows),
          sheet('prices', ['a'], [['1']]),
        )
        const read = await readSheets(bytes, ROWS)
        expect(read).toMatchObject({ ok: true, format: 'xlsx' })
        expect(read.ok && read.sheets.map(({ rows: found }) => found.map(({ cells }) => cells))).toEqual(
          rows.length === 0 ? [[], [['1']]] : [rows, [['1']]],
        )
      },
    ),
    { numRuns: process.env['OPENFIELD_TEST_LONG'] === '1' ? 200 : 10 },
  )
})

test('numbers of other programs come over only where no digit was lost; formulas and mistakes are told as such', async () => {
  const at = new Date('2026-12-01T00:00:00Z')
  const bytes = await workbookOf([
    ['a', 'b', 'c', 'd', 'e', 'f', 'g'],
    [24.1, 0.1 + 0.2, 1234567890123456.5, { formula: 'A1*2', result: 4 }, { error: '#N/A' }, at, true],
    [],
    [{ richText: [{ text: 'a' }, { text: 'b' }] }, { text: 'x', hyperlink: 'https://example.org' }],
  ])
  const read = await readSheets(bytes, ROWS)
  expect(read.ok && read.sheets[0]?.rows).toEqual([
    {
      row: 2,
      cells: ['24.1', '0.30000000000000004', '1234567890123456.5', '=A1*2', '#N/A', '2026-12-01', 'TRUE'],
      odd: [
        { at: 1, is: 'inexact' },
        { at: 2, is: 'inexact' },
        { at: 3, is: 'formula' },
        { at: 4, is: 'error' },
      ],
    },
    { row: 4, cells: ['ab', 'x'], odd: [] },
  ])
})

test('a damaged workbook, one of too many rows, and one that unpacks to too much are refused', async () => {
  const many = await written(
    sheet(
      'goods',
      ['a'],
      Array.from({ length: 51 }, () => ['x']),
    ),
  )
  expect(await readSheets(many, ROWS)).toEqual({ ok: false, problem: 'too_many_rows' })
  expect(await readSheets(many.slice(0, many.length - 30), ROWS)).toEqual({
    ok: false,
    problem: 'unreadable',
  })
  expect(
    await readSheets(
      many.map((byte, n) => (n > 60 && n < 400 ? 0x41 : byte)),
      ROWS,
    ),
  ).toMatchObject({ ok: false })
  const bomb = archive(deflateRawSync(Buffer.alloc(1_000_000)))
  expect(await unpacksWithin(bomb, 1_000_001)).toBe(true)
  expect(await unpacksWithin(bomb, 999_999)).toBe(false)
})

/** An archive of one part that says nothing true of its size. */
function archive(packed: Buffer): Buffer {
  const local = Buffer.alloc(30)
  local.writeUInt32LE(0x04034b50, 0)
  const entry = Buffer.alloc(46)
  entry.writeUInt32LE(0x02014b50, 0)
  entry.writeUInt16LE(8, 10)
  entry.writeUInt32LE(packed.length, 20)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(1, 10)
  end.writeUInt32LE(local.length + packed.length, 16)
  return Buffer.concat([local, packed, entry, end])
}
