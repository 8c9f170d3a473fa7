import { expect, test } from 'vitest'
import { signIns } from './by-browser.ts'
import type { Company } from './company.ts'
import { enter, visitor } from './visitor.ts'

const OFFICE = [
  '',
  'sell',
  'sell/shop',
  'sell/report',
  'sell/orders',
  'sell/parties/new',
  'team',
  'team/placements',
  'money',
  'grow',
]
const CONSOLE = [
  '',
  'people',
  'people/applications',
  'people/shops',
  'orders',
  'orders/parties/rewards',
  'catalogue',
  'pay',
  'pay/explanations',
  'money',
]
const PROMOTIONS = ['promotions', 'promotions/new', 'promotions/coupons']
const MORE_CONSOLE = [...PROMOTIONS, 'people/trees', 'pay/plans', 'settings', 'settings/users']
const SHOP = ['', 'products', 'basket', 'find', 'account/sign-in', 'account/sign-up']

/** What was named by people: the company, the volumes of its plan at the heads of columns, and a tree that was made before. */
const ENTERED = new Set(['Rowan & Tarn', 'PV', 'CV', 'legs'])

/** Parts of a page that speak for the program, nearly never in words that somebody entered; those are marked. */
const OWN_WORDS =
  'label, legend, th, h1, h2, input[placeholder], nav[aria-label], section[aria-label], aside[aria-label]'

/** The pages in the language that marks every text of the catalogues: a word without the mark was written in a page. */
export function pagesInPseudoLanguage(company: () => Company): void {
  test('headings, labels and heads of tables of every place come from the catalogues', async () => {
    const guest = await visitor(company(), { width: 390 })
    const leader = await visitor(company(), { width: 390 })
    const admin = await visitor(company(), { width: 1440 })
    await enter(leader, 'office', signIns.leader)
    await enter(admin, 'console', signIns.admin)
    const tours = [
      { person: guest, pages: [...SHOP.map((page) => `/${page}`), '/office/sign-in', '/console/sign-in'] },
      { person: leader, pages: OFFICE.map((page) => `/office/${page}`) },
      { person: admin, pages: [...CONSOLE, ...MORE_CONSOLE].map((page) => `/console/${page}`) },
    ]
    let looked = 0
    const unmarked: string[] = []
    for (const { person, pages } of tours) {
      for (const path of pages) {
        await person.open(`${path}?lang=pseudo`)
        await person.page.getByText('⟦').first().waitFor({ state: 'attached' })
        await person.page.locator('.waiting').first().waitFor({ state: 'hidden' })
        const texts = await person.page
          .locator(OWN_WORDS)
          .evaluateAll((parts) =>
            parts
              .filter((part) => part.closest('[data-entered]') === null)
              .map(
                (part) =>
                  part.getAttribute('aria-label') ?? part.getAttribute('placeholder') ?? part.textContent,
              ),
          )
        looked += texts.length
        unmarked.push(
          ...texts
            .filter((text) => /\p{L}{2}/u.test(text) && !text.includes('⟦') && !ENTERED.has(text))
            .map((text) => `${path}: ${text}`),
        )
      }
    }
    expect(unmarked).toEqual([])
    expect(looked).toBeGreaterThan(100)
    for (const { person } of tours) await person.close()
  })
}
