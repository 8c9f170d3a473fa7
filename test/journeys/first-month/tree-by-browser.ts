import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { showClock } from '#modules/company/contract.ts'
import { listTeam, listTrees, makeTree } from '#modules/genealogy/contract.ts'
import { newKey } from '#kit/api.ts'
import { signIns, type BrowserMonth } from './by-browser.ts'
import { signedIn } from './callers.ts'
import { until } from './company.ts'
import type { Visitor } from './visitor.ts'

const WORK_MS = 60_000

/** The team as a drawn tree, in the office and in the console: by keyboard, by search, of an earlier day, and to take along. */
export function treeByBrowser(month: () => BrowserMonth): void {
  test('the leader walks the drawn team by the keyboard, folds and unfolds it, and jumps to somebody far below', async () => {
    const { people, leader } = month()
    const { page } = people.leader
    await people.leader.open('/office/team/tree')
    await walks(people.leader)
    await people.leader.look('the own team as a tree')

    const { rows, total } = await leader(listTeam, { query: { sort: '-level', rows: 1 } })
    const [deepest] = rows
    if (!deepest) throw new Error('the leader has no team')
    expect(deepest.level).toBeGreaterThan(2)
    await page.getByRole('combobox', { name: 'Find a person or number' }).fill(deepest.code)
    await page.getByRole('option', { name: deepest.code }).click()
    const found = page.getByRole('treeitem', { name: new RegExp(`^${deepest.code}`) })
    await found.waitFor()
    expect(await found.getAttribute('aria-selected')).toBe('true')
    expect(await focusedLevel(people.leader)).toBe(await found.getAttribute('aria-level'))
    await people.leader.look('somebody found in the tree')

    // Before the newcomer joined somebody less stood below.
    await people.leader.open('/office/team/tree')
    const root = page.getByRole('treeitem').first()
    await root.and(page.getByRole('treeitem', { name: `${total} below` })).waitFor()
    await page.getByLabel('As of which day').fill('2026-10-01')
    await page.getByText('As it was known to be on').waitFor()
    const below = Number(/(\d+) below/.exec((await root.getAttribute('aria-label')) ?? '')?.[1])
    expect(below).toBeGreaterThan(0)
    expect(below).toBeLessThan(total)
    await page.getByText('Ranks and volumes: October 2026, as it was accepted').waitFor()
    await page.getByText(/sold below [\d,.]+ PV/).waitFor()
    await people.leader.look('the own team of an earlier day')
  })

  test('staff open the tree of anybody by the same means and take it along as a drawing and as a picture', async () => {
    const { people, leader } = month()
    const { page } = people.admin
    const { rows } = await leader(listTeam, { query: { sort: 'branch', rows: 1 } })
    const [largest] = rows
    if (!largest) throw new Error('the leader has no team')
    await people.admin.open(`/console/people/${largest.person}/tree`)
    // The month before was accepted, and in the new one nobody has ordered yet.
    expect(await walks(people.admin)).toMatch(/, [\d,]+ about to lapse$/)
    await people.admin.look('the team of anybody as a tree')
    const take = async (which: string): Promise<Buffer> => {
      await page.getByRole('button', { name: 'Take the picture along' }).click()
      const [file] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('menuitem', { name: which }).click(),
      ])
      return readFile(await file.path())
    }
    const drawing = (await take('Drawing (SVG)')).toString('utf8')
    expect(drawing).toMatch(/^<svg [^>]*xmlns=/)
    const name = (await page.getByRole('heading', { level: 1 }).textContent()) ?? ''
    const [given = ''] = name.replace('Team of ', '').split(' ')
    expect(drawing).toContain(`>${given}`)
    const picture = await take('Picture (PNG)')
    expect(picture.subarray(1, 4).toString()).toBe('PNG')
  })
}

/** A placement tree that the company makes, drawn in the office. */
export function legsByBrowser(month: () => BrowserMonth): void {
  test('the leader finds the legs of a binary tree, walks them by the keyboard and hears which place each is', async () => {
    const { people, company } = month()
    const { page } = people.leader
    const staff = await signedIn(company.address, 'staff', signIns.admin.login)
    const legs = {
      code: 'legs',
      kind: 'binary',
      width: 2,
      depth: null,
      way: 'weaker_leg',
      holdingHours: 0,
    } as const
    await staff(makeTree, { body: legs }, { key: newKey() })
    await until(
      () => staff(listTrees, {}),
      ({ trees }) => trees.some(({ code, placed }) => code === legs.code && placed > 100),
      WORK_MS,
    )
    await people.leader.open('/office/team/tree')
    await page.getByRole('combobox', { name: 'Which tree' }).click()
    await page.getByRole('option', { name: 'legs' }).click()
    await page.waitForURL(/tree=legs/)
    // Nobody has more than two below.
    const second = page.getByRole('treeitem', { name: / below/ }).and(page.locator('[aria-level="2"]'))
    await expect.poll(() => second.count()).toBe(2)
    await page.getByRole('treeitem').first().focus()
    await page.keyboard.press('ArrowUp')
    expect(await focusedLevel(people.leader)).toBe('2')
    await page.getByText(/place [12] from the left/).waitFor()
    await page.keyboard.press('ArrowRight')
    await page.getByText('place 2 from the left').waitFor()
    await people.leader.look('the legs of a binary tree')

    // As of today it stands as now; before it was made nobody stood in it, and the page says so and leads back.
    const { now } = await staff(showClock, {})
    await page.getByLabel('As of which day').fill(new Date(now).toISOString().slice(0, 10))
    await page.getByText('As it was known to be on').waitFor()
    await expect.poll(() => second.count()).toBe(2)
    await people.leader.look('the legs of a binary tree as of a day')
    await page.getByLabel('As of which day').fill('2026-09-01')
    await page.getByText('there was none on that day. Choose another day').waitFor()
    await people.leader.look('a binary tree before it was made')
    await page.getByLabel('As of which day').fill('')
    await expect.poll(() => second.count()).toBe(2)
  })
}

/** Goes up along a stem and back, and folds and unfolds everything; gives what is said of all that is folded. */
async function walks(person: Visitor): Promise<string> {
  const { page } = person
  const items = page.getByRole('treeitem')
  await items.first().focus()
  const levels = [await focusedLevel(person)]
  for (const key of ['ArrowUp', 'ArrowDown', 'End', 'Home']) {
    // oxlint-disable-next-line no-await-in-loop -- one key after the other
    await page.keyboard.press(key)
    // oxlint-disable-next-line no-await-in-loop -- as above
    levels.push(await focusedLevel(person))
  }
  expect(levels).toEqual(['1', '2', '1', expect.stringMatching(/^[2-9]$/), '1'])
  // Folded, the whole team is one rest; unfolded again it shows its largest branches, and the keyboard stays in the tree.
  await page.keyboard.press('Enter')
  await items.nth(2).waitFor({ state: 'detached' })
  await page.keyboard.press('ArrowUp')
  const rest = (await focused(person).getAttribute('aria-label')) ?? ''
  expect(rest).toMatch(/more below .* active/)
  expect(await focused(person).getAttribute('aria-expanded')).toBe('false')
  await page.keyboard.press('Enter')
  await items.nth(3).waitFor()
  expect(await focusedLevel(person)).toBe('1')
  return rest
}

const focused = ({ page }: Visitor) => page.locator('[role="treeitem"]:focus')

/** The level of the item at which the keyboard is. */
function focusedLevel(person: Visitor): Promise<string | null> {
  return focused(person).getAttribute('aria-level')
}
