import { afterAll, beforeAll, describe } from 'vitest'
import { monthByApi } from './first-month/by-api.ts'
import { monthByBrowser } from './first-month/by-browser.ts'
import { openCompany, type Company } from './first-month/company.ts'
import { pagesInPseudoLanguage } from './first-month/pseudo-language.ts'

let company: Company | undefined

beforeAll(async () => {
  company = await openCompany()
})
afterAll(() => company?.stop())

function running(): Company {
  if (!company) throw new Error('the demonstration company does not run')
  return company
}

// Each takes the month that is open then, so that all live in one company one after the other.
describe('a month by browser, on a phone for the field and at a desk for the company', () => {
  monthByBrowser(running, { field: 390, staff: 1440 })
})

describe('a month by API', () => {
  monthByApi(running)
})

describe.runIf(process.env['OPENFIELD_TEST_LONG'] === '1')('a month by browser at the other widths', () => {
  monthByBrowser(running, { field: 1440, staff: 390 })
})

describe('every place in the pseudo language', () => {
  pagesInPseudoLanguage(running)
})
