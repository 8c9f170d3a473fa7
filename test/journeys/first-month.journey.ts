import { afterAll, beforeAll, describe } from 'vitest'
import { monthByBrowser } from './first-month/by-browser.ts'
import { openCompany, type Company } from './first-month/company.ts'

let company: Company | undefined

beforeAll(async () => {
  company = await openCompany()
})
afterAll(() => company?.stop())

function running(): Company {
  if (!company) throw new Error('the demonstration company does not run')
  return company
}

describe('a month by browser, on a phone for the field and at a desk for the company', () => {
  monthByBrowser(running, { field: 390, staff: 1440 })
})
