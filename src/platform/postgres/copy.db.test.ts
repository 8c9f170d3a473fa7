import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshDatabase, type TestDatabase } from '#test/support/database.ts'
import { copiedFields } from './copied-fields.ts'
import { copyInto } from './copy-in.ts'
import { copyRowsIn } from './copy-rows.ts'
import { inTransaction, read as readAs, systemActor } from './transact.ts'

let database: TestDatabase

beforeAll(async () => {
  database = await freshDatabase()
})
afterAll(() => database.close())

const actor = systemActor('copy')
const columns = [
  { bytes: 8, value: (row: number) => row * 4294967296 - 1 },
  { bytes: 2, value: (row: number) => -row },
] as const

test('rows go in and come out within one transaction, and its other questions go on around them', async () => {
  const told = await inTransaction(database.db, actor, async (tx) => {
    await sql`CREATE TEMPORARY TABLE kept (big bigint, small smallint) ON COMMIT DROP`.execute(tx)
    await copyInto(tx, 'kept', { from: 1, until: 4 }, columns)
    const rows: [bigint, number][] = []
    await copyRowsIn(tx, 'SELECT big, small FROM kept ORDER BY big', (view, at) => {
      rows.push([view.getBigInt64(at + 6), view.getInt16(at + 18)])
    })
    const counted = await sql<{ rows: bigint }>`SELECT count(*) AS rows FROM kept`.execute(tx)
    return { rows, counted: counted.rows[0]?.rows }
  })
  expect(told).toEqual({
    rows: [
      [4294967295n, -1],
      [8589934591n, -2],
      [12884901887n, -3],
    ],
    counted: 3n,
  })
})

test('rows come out as the first question of who only reads', async () => {
  const seen: number[] = []
  for (const big of [7, 8])
    await readAs(database, actor, (tx) =>
      copyRowsIn(tx, `SELECT ${big}::int`, (view, at) => void seen.push(view.getInt32(at + 6))),
    )
  expect(seen).toEqual([7, 8])
})

test('values are written as they lie or in an order of their own, negative and large ones too, over several pieces', async () => {
  const rows = 45_001
  const numbers = Float64Array.from({ length: rows }, (_, row) =>
    row % 3 === 0 ? 0 : (row - 20_000) * 2 ** 36,
  )
  const small = Int32Array.from({ length: rows }, (_, row) => row - 22_000)
  const order = Int32Array.from({ length: rows }, (_, row) => rows - 1 - row)
  const bigs = BigInt64Array.from(numbers, (value) => BigInt(value) * 100n)
  const read: string[] = []
  await inTransaction(database.db, actor, async (tx) => {
    await sql`CREATE TEMPORARY TABLE wide (row integer, a bigint, b smallint, c integer, d bigint) ON COMMIT DROP`.execute(
      tx,
    )
    await copyInto(tx, 'wide', { from: 1, until: rows }, [
      { bytes: 4, value: (row) => row },
      { bytes: 8, numbers, order },
      { bytes: 2, numbers: small },
      { bytes: 4, numbers: small, order },
      { bytes: 8, bigs },
    ])
    await copyRowsIn(tx, 'SELECT row, a, b, c, d FROM wide ORDER BY row', (view, at) => {
      const [row, b, c] = [view.getInt32(at + 6), view.getInt16(at + 26), view.getInt32(at + 32)]
      read.push([row, view.getBigInt64(at + 14), b, c, view.getBigInt64(at + 40)].join(' '))
    })
  })
  const expected = Array.from({ length: rows - 1 }, (_, at) => {
    const [row, other] = [at + 1, rows - 2 - at]
    return [row, BigInt(numbers[other] ?? 0), small[row], small[other], bigs[row]].join(' ')
  })
  expect(read).toEqual(expected)
})

test('zeros of a column that says so are no values, those of the others stay, over several pieces', async () => {
  const rows = 45_001
  const order = Int32Array.from({ length: rows }, (_, row) => rows - 1 - row)
  const numbers = Float64Array.from({ length: rows }, (_, row) =>
    row % 3 === 0 ? (row - 20_000) * 2 ** 36 : 0,
  )
  const wholes = Int32Array.from({ length: rows }, (_, row) => (row % 2 === 0 ? 0 : row - 22_000))
  const truths = Uint8Array.from({ length: rows }, (_, row) => row % 2)
  const bigs = BigInt64Array.from(numbers, (value) => BigInt(value) * 100n)
  const read = await inTransaction(database.db, actor, async (tx) => {
    await sql`
      CREATE TEMPORARY TABLE sparse (row integer, a bigint, b integer, c smallint, d smallint, e bigint, f bigint)
      ON COMMIT DROP`.execute(tx)
    await copyInto(tx, 'sparse', { from: 1, until: rows }, [
      { bytes: 4, countedFrom: 0 },
      { bytes: 8, numbers, order, zeroIsNone: true },
      { bytes: 4, numbers: wholes, zeroIsNone: true },
      { bytes: 2, numbers: truths, order, zeroIsNone: true },
      { bytes: 2, numbers: truths },
      { bytes: 8, numbers },
      { bytes: 8, bigs },
    ])
    return await sql<{
      all: string
    }>`SELECT row_to_json(sparse)::text AS all FROM sparse ORDER BY row`.execute(tx)
  })
  const noneFor = (value: number | undefined): string => (value === 0 ? 'null' : String(value))
  const expected = Array.from({ length: rows - 1 }, (_, at) => {
    const [row, other] = [at + 1, rows - 2 - at]
    const [a, b, c] = [numbers[other], wholes[row], truths[other]].map(noneFor)
    return `{"row":${row},"a":${a},"b":${b},"c":${c},"d":${truths[row]},"e":${numbers[row]},"f":${bigs[row]}}`
  })
  expect(read.rows.map(({ all }) => all)).toEqual(expected)
})

test('lists of numbers are read with what they lack, and a number too large stops the reading', async () => {
  const lists: number[][] = []
  const fields = copiedFields()
  const read = async (values: string): Promise<void> =>
    await inTransaction(database.db, actor, (tx) =>
      copyRowsIn(tx, `SELECT list, 5 FROM (VALUES ${values}) v (list)`, (view, at) => {
        fields.begin(view, at)
        const list: number[] = []
        expect(fields.numbers(list)).toBe(list.length)
        lists.push([...list, fields.number()])
      }),
    )
  await read(`('{1,NULL,-9007199254740991}'::bigint[]), (NULL), ('{}'), ('{7}')`)
  expect(lists).toEqual([[1, Number.NaN, -9_007_199_254_740_991, 5], [5], [5], [7, 5]])
  await expect(read(`('{9007199254740992}'::bigint[])`)).rejects.toThrow('beyond 2^53')
  await expect(read(`('{{1},{2}}'::bigint[])`)).rejects.toThrow('list of lists')
})

test('what goes wrong on the way is thrown, takes everything back and leaves the connection free', async () => {
  const wrong = (work: Parameters<typeof inTransaction>[2]) => inTransaction(database.db, actor, work)
  await expect(wrong((tx) => copyRowsIn(tx, 'SELECT 1/0', () => undefined))).rejects.toThrow(
    'division by zero',
  )
  await expect(
    wrong((tx) =>
      copyRowsIn(tx, 'SELECT 1', () => {
        throw new Error('no such row')
      }),
    ),
  ).rejects.toThrow('no such row')
  await expect(wrong((tx) => copyInto(tx, 'nowhere', { from: 0, until: 50_000 }, columns))).rejects.toThrow(
    'nowhere',
  )
  await expect(
    wrong(async (tx) => {
      await sql`CREATE TEMPORARY TABLE narrow (small smallint) ON COMMIT DROP`.execute(tx)
      await copyInto(tx, 'narrow', { from: 0, until: 500_000 }, columns)
    }),
  ).rejects.toThrow('row field count')
  const after = await sql<{ one: number }>`SELECT 1 AS one`.execute(database.db)
  expect(after.rows[0]?.one).toBe(1)
})
