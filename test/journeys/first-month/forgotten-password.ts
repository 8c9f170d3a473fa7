import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import { until, type Company } from './company.ts'
import type { Visitor } from './visitor.ts'

const LOGIN = 'grainne@example.com'
const ANOTHER = 'two kettles and a spoon'

/** From the page for signing in, whoever forgot the password sets another one by the link that is mailed, and is in. */
export async function forgetPassword(company: Company, shopper: Visitor): Promise<void> {
  const { page } = shopper
  await page.getByRole('link', { name: 'Forgotten your password?' }).click()
  await page.getByLabel('E-mail').fill(LOGIN)
  await page.getByRole('button', { name: 'Send the link' }).click()
  await page.getByText('a link is on its way there').waitFor()
  await shopper.look('a link that was asked for')
  const { answer: path } = await until(
    () => mailedPath(company),
    (found) => found !== undefined,
    20_000,
  )
  await shopper.open(path ?? '')
  await page.getByText(`For the account of ${LOGIN}`).waitFor()
  await shopper.look('a new password')
  await page.getByLabel('New password').fill(ANOTHER)
  await page.getByRole('button', { name: 'Set the password and sign in' }).click()
  await page.getByRole('heading', { name: 'Hello, Grainne' }).waitFor()
  await shopper.open('/account/details')
  // Whoever used a link that was mailed reads what is sent there.
  expect(await page.getByText('not confirmed yet').count()).toBe(0)
  await page.getByRole('button', { name: 'Sign out' }).click()
  await shopper.open(path ?? '')
  await page.getByText('was used already').waitFor()
}

/** Where the latest link to a new password leads, read in the folder in which mails are kept that no server takes. */
async function mailedPath({ folder }: Company): Promise<string | undefined> {
  const mails = join(folder, 'mail')
  const names = await readdir(mails).catch(() => [])
  const texts = await Promise.all(
    names.filter((name) => name.endsWith('.eml')).map((name) => readFile(join(mails, name), 'utf8')),
  )
  return texts
    .map((text) => /\/account\/welcome\/[\w-]+/.exec(text.replaceAll(/=\r?\n/g, ''))?.[0])
    .find((path) => path !== undefined)
}
