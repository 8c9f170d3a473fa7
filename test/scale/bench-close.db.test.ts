import { Client } from 'pg'
import { expect, inject, test } from 'vitest'
import { benchClose } from './bench-close.ts'
import { openBench } from './bench-data.ts'
import { copyIntegers } from './copy-integers.ts'

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
  const { connect, made } = await openBench(cluster(), size, (sentence) => said.push(sentence))
  expect(made).toBe(true)
  const result = await benchClose(connect, size, (sentence) => said.push(sentence), {
    people: 40,
    fieldMost: 40,
  })
  expect(said.filter((sentence) => sentence.includes('differ'))).toContain(
    'group volumes that differ from SQL: 0',
  )
  expect(result).toMatchObject({ people: 500, lines: 2_500, results_equal: true })
  expect(result.compared).toBe(540)
  expect(result.earners).toBeGreaterThan(100)
  expect(result.ratio_window).toBeGreaterThan(0)
  // What was made is not made again.
  expect((await openBench(cluster(), size, () => undefined)).made).toBe(false)
})

test('rows of integers come by COPY as they come by SELECT, and a missing one is an error that leaves the connection free', async () => {
  const client = new Client({ connectionString: cluster().ownerUrl() })
  await client.connect()
  try {
    const query = 'SELECT g, (g * 7919) % 1000 - 500 FROM generate_series(1, 20000) g'
    const rows: string[] = []
    await copyIntegers(client, query, 2, (view, at) =>
      rows.push(`${view.getInt32(at + 6)} ${view.getInt32(at + 14)}`),
    )
    const plain = await client.query<{ row: string }>(
      `SELECT concat_ws(' ', a, b) AS row FROM (${query}) t (a, b)`,
    )
    expect(rows).toEqual(plain.rows.map(({ row }) => row))
    await expect(copyIntegers(client, 'SELECT NULL::int', 1, () => undefined)).rejects.toThrow('missing')
    await expect(copyIntegers(client, 'SELECT 1 / 0', 1, () => undefined)).rejects.toThrow('division by zero')
    expect((await client.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }])
  } finally {
    await client.end()
  }
})
