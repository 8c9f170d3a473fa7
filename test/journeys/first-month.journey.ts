import { afterAll, beforeAll, describe } from 'vitest'
import { monthByApi } from './first-month/by-api.ts'
import { monthByBrowser } from './first-month/by-browser.ts'
import { openCompany, type Company } from './first-month/company.ts'
import { draftsByBrowser } from './first-month/drafts-by-browser.ts'
import { pagesInPseudoLanguage } from './first-month/pseudo-language.ts'
import { shopAccount, shopSuggestions } from './first-month/shop-account.ts'
import { shopParty } from './first-month/shop-party.ts'
import { shopNames, shopPages, shopWords } from './first-month/shop-pages.ts'

/** A company that runs for the tests beside this call. */
function aCompany(): () => Company {
  let company: Company | undefined
  beforeAll(async () => {
    company = await openCompany()
  })
  afterAll(() => company?.stop())
  return () => {
    if (!company) throw new Error('the demonstration company does not run')
    return company
  }
}

describe('one company, month after month', () => {
  const company = aCompany()

  describe('a month by browser, on a phone for the field and at a desk for the company', () => {
    monthByBrowser(company, { field: 390, staff: 1440 })
  })

  // Takes the month that is open when the one before is closed.
  describe('a month by API', () => {
    monthByApi(company)
  })

  describe('the shop', () => {
    shopPages(company)
    shopNames(company)
    shopWords(company)
    shopAccount(company)
    shopParty(company)
    draftsByBrowser(company)
    shopSuggestions(company)
  })

  describe('every place in the pseudo language', () => {
    pagesInPseudoLanguage(company)
  })
})

// The long run plays the month at the other widths too, in a company of its own: the leader's month needs the orders of
// a whole team.
const otherWidths = process.env['OPENFIELD_TEST_LONG'] === '1' ? [{ field: 1440, staff: 390 }] : []
describe.each(otherWidths)('a month by browser at $field and $staff', (widths) => {
  monthByBrowser(aCompany(), widths)
})
