import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readField, runCase, SECOND } from '#modules/compensation/use-cases/run-cases.ts'
import { csvFile } from '#test/support/run-folder.ts'
import { checkedPeriods, expectedText } from './second-fields/checked.ts'
import { askedOf, examples, planOfCase, publishedCases } from './second-fields/published.ts'

const names = await publishedCases()

test('every published case has a second field', () => {
  expect(names).toHaveLength(43)
  expect(names.filter((name) => !existsSync(join(examples, name, SECOND, 'expected.csv')))).toEqual([])
})

test.each(names)(
  'the second field of %s has other people, and pays some of them and not others',
  async (name) => {
    const [first, second] = await Promise.all(
      ['', SECOND].map((folder) => csvFile(join(examples, name, folder, 'people.csv'))),
    )
    const ids = (second ?? []).map((row) => row['id'] ?? '')
    expect(ids.length).toBeGreaterThanOrEqual(5)
    expect(ids.length).toBeLessThanOrEqual(15)
    expect((first ?? []).filter((row) => ids.includes(row['id'] ?? ''))).toEqual([])
    const plan = await planOfCase(name)
    const expected = await csvFile(join(examples, name, SECOND, 'expected.csv'))
    const asked = expected.map((row) => row['what'])
    expect(asked).toEqual(expect.arrayContaining(plan.bonuses.map((bonus) => `earned ${bonus.name}`)))
    const without = expected.filter((row) => row['what'] === 'earned' && row['expected'] === '0')
    // A plan of ranks alone pays nobody; some reach the rank there and others do not.
    const unreached = expected.filter((row) => row['expected'] === 'false')
    expect(plan.bonuses.length === 0 ? unreached : without).not.toEqual([])
  },
)

test.each(names)('what is expected of the second field of %s is what the checker finds', async (name) => {
  const plan = await planOfCase(name)
  const { expected } = await readField(plan, join(examples, name))
  const { input, periods } = await readField(plan, join(examples, name, SECOND))
  const text = expectedText(plan, checkedPeriods(plan, input, periods), askedOf(expected))
  expect(await readFile(join(examples, name, SECOND, 'expected.csv'), 'utf8')).toBe(text)
})

test.each(names)('the run says the same of the second field of %s', async (name) => {
  const rows = (await runCase(join(examples, name), name)).filter((row) => row.case === `${name}/${SECOND}`)
  expect(rows.length).toBeGreaterThan(0)
  expect(rows.filter((row) => !row.equal)).toEqual([])
})
