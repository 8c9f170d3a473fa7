import { expect, test } from 'vitest'
import { csvLine } from './csv-line.ts'

test('a name that begins like a formula stays text, and numbers stay numbers', () => {
  expect(csvLine(['=HYPERLINK("x")', '-12.50', '@home', 'a,b', '+47', 'plain'])).toBe(
    `"'=HYPERLINK(""x"")",-12.50,'@home,"a,b",'+47,plain\r\n`,
  )
})
