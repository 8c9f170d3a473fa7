import { Client } from 'pg'
import { expect, inject, test } from 'vitest'
import { benchClose } from './bench-close.ts'
import { openBench } from './bench-data.ts'
import { lowerOf, pagesOf, pair, readPacked, upperOf } from './packed-rows.ts'

function cluster() {
  const { ownerUrl } = inject('testCluster')
  return {
    ownerUrl(database = 'postgres') {
      const url = new URL(ownerUrl)
      url.pathname = `/${database}`
      return url.href
    },
  }
}

test('the close of a small field is stored, equals SQL for everybody and the checker for the drawn', async () => {
  const size = { people: 500, lines: 2_500, seed: 3 }
  const said: string[] = []
  const { made, ...bench } = await openBench(cluster(), size, (sentence) => said.push(sentence))
  expect(made).toBe(true)
  const result = await benchClose(bench, size, (sentence) => said.push(sentence), {
    people: 40,
    fieldMost: 40,
  })
  expect(said.filter((sentence) => sentence.includes('differ'))).toEqual(
    expect.arrayContaining([
      'group volumes that differ from SQL: 0',
      'stored columns whose sums differ from those in memory: 0',
    ]),
  )
  expect(result).toMatchObject({ people: 500, lines: 2_500, results_equal: true })
  expect(result.compared).toBe(540)
  expect(result.earners).toBeGreaterThan(100)
  expect(result.ratio_window).toBeGreaterThan(0)
  // What was made is not made again.
  expect((await openBench(cluster(), size, () => undefined)).made).toBe(false)
})

test('numbers of all rows come packed as they come by SELECT, also below zero and from pages without a row', async () => {
  const client = new Client({ connectionString: cluster().ownerUrl() })
  await client.connect()
  try {
    await client.query(
      'CREATE TEMP TABLE wide AS SELECT g AS a, (g % 7919) - 500 AS b FROM generate_series(1, 300000) g',
    )
    // Nothing is left in the middle, on more pages than make a piece.
    await client.query('DELETE FROM wide WHERE a BETWEEN 10000 AND 280000')
    const rows: string[] = []
    const until = await pagesOf(client, 'wide')
    const columns = [pair('a', 'b'), 'b - 1']
    await readPacked(client, { table: 'wide', columns, pages: { from: 0, until } }, ([both, one], count) => {
      for (let at = 0; at < count * 8; at += 8)
        if (both) rows.push(`${upperOf(both, at)} ${lowerOf(both, at)} ${one?.getBigInt64(at)}`)
    })
    const plain = await client.query<{ row: string }>(
      `SELECT concat_ws(' ', a, b, b - 1) AS row FROM wide ORDER BY a`,
    )
    expect(rows).toEqual(plain.rows.map(({ row }) => row))
    const broken = { table: 'wide', columns: ['1 / (a - a)'], pages: { from: 0, until } }
    await expect(readPacked(client, broken, () => undefined)).rejects.toThrow('division by zero')
    expect((await client.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }])
  } finally {
    await client.end()
  }
})
