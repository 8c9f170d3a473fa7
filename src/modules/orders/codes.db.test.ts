import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { freshDatabase } from '#test/support/database.ts'

const digits = (most: number) => new RegExp(`^[0-9]{2,${most}}$`)
const checked = [
  { name: 'order_code_check', column: 'code', pattern: digits(20) },
  { name: 'person_code_check', column: 'code', pattern: digits(19) },
  { name: 'journal_code_check', column: 'code', pattern: /^[a-z_.]{2,40}$/ },
  { name: 'account_currency_check', column: 'currency', pattern: /^[A-Z]{3,12}$/ },
] as const

test('codes and currencies have their letters and lengths, and no others', async () => {
  const database = await freshDatabase()
  for (const { name, column, pattern } of checked) {
    const { rows } = await sql<{ check: string }>`
      SELECT pg_get_expr(conbin, conrelid) AS check FROM pg_constraint WHERE conname = ${name}`.execute(
      database.owner,
    )
    const words = ['7', 'x', 'Q'].flatMap((letter) =>
      [1, 2, 3, 12, 13, 19, 20, 21, 40, 41].map((length) => letter.repeat(length)),
    )
    const samples = [...words, '', '12a', '12\n', 'a b', 'order.cancel', 'order\n', 'EURo', 'Ä'.repeat(3)]
    const told = await sql<{ word: string; holds: boolean }>`
      SELECT ${sql.ref(`v.${column}`)} AS word, ${sql.raw(rows[0]?.check ?? 'NULL')} AS holds
      FROM unnest(${samples}::text[]) v (${sql.ref(column)})`.execute(database.owner)
    expect(told.rows).toEqual(samples.map((word) => ({ word, holds: pattern.test(word) })))
  }
  await database.close()
})
