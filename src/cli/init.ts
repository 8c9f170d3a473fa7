import type { Command } from 'commander'
import { beginCompany } from '#modules/company/api.ts'
import { inviteStaff, linkPath } from '#modules/identity/api.ts'
import { beginInstallation } from '#platform/clock/installation.ts'
import { readConfig } from '#platform/config/config.ts'
import { StartError } from '#platform/config/start-error.ts'
import { sentenceOf } from '#platform/http/messages.ts'
import { systemActor, transact } from '#platform/postgres/transact.ts'
import { openDataBeside } from '#platform/start/open-data.ts'
import { companyModule } from '#modules/company/module.ts'
import { identityModule } from '#modules/identity/module.ts'
import { ok, refuse, type Refusal } from '#shared/refusal.ts'

type InitOptions = Readonly<{
  name: string
  country: string
  currency: string
  timeZone: string
  language: string
  admin: string
  adminName: string
  json?: boolean
}>

/** `openfield init`: begins a real, empty company. */
export function addInitCommand(program: Command): void {
  program
    .command('init')
    .description('Begin a real, empty company and print the one-time link of its first administrator.')
    .requiredOption('--name <text>', 'the name of the company, also of its first legal entity')
    .requiredOption('--country <code>', 'where it is at home, ISO 3166-1 alpha-2, such as NO')
    .requiredOption('--currency <code>', 'the currency of its first market, ISO 4217, such as NOK')
    .requiredOption('--time-zone <zone>', 'the zone in which its months end, such as Europe/Oslo')
    .requiredOption('--admin <login>', 'the login of the first administrator, as a rule a mail address')
    .option('--admin-name <text>', 'the name of the first administrator', 'Administrator')
    .option('--language <code>', 'the language of the first market', 'en')
    .option('--json', 'print the result as JSON')
    .addHelpText(
      'after',
      '\nExample:\n  npx openfield init --name "Example" --country NO --currency NOK --time-zone Europe/Oslo --admin ada@example.com',
    )
    .action(async (options: InitOptions) => {
      const path = await begin(options)
      const config = readConfig(process.env)
      const link = `${config.publicUrl ?? `http://localhost:${config.port}`}${path}`
      process.stdout.write(
        options.json
          ? `${JSON.stringify({ link })}\n`
          : `The company "${options.name}" has begun. Start it with npm start, then open once, within seven days:\n  ${link}\n`,
      )
    })
}

/** Everything in one transaction: a refused part leaves nothing behind. Gives the path of the administrator's link. */
async function begin(options: InitOptions): Promise<string> {
  const say = (sentence: string): void => void (options.json || process.stderr.write(`${sentence}\n`))
  const onError = (error: Error): void => say(`Trouble: ${error.message}`)
  const data = await openDataBeside({ say, onError }, readConfig(process.env))
  try {
    const call = { actor: systemActor('init'), useCase: 'company.init' }
    const begun = await transact(data, call, async (tx, about) => {
      if (!(await beginInstallation(tx, { demonstration: false }))) return refuse('company.begun_conflict')
      const company = await beginCompany(tx, options)
      if (!company.ok) return company
      about('market', company.value)
      const administrator = await inviteStaff(tx, {
        login: options.admin,
        name: options.adminName,
        grants: [{ role: 'administrator', marketId: null }],
        purpose: 'first_administrator',
      })
      if (!administrator.ok) return administrator
      about('account', administrator.value.accountId)
      return ok(linkPath('staff', administrator.value.token))
    })
    if (!begun.ok) throw new StartError(sentenceFor(begun.refusal))
    return begun.value
  } finally {
    await data.stop()
  }
}

function sentenceFor(refused: Refusal): string {
  return sentenceOf({ ...companyModule.messages, ...identityModule.messages }, refused)
}
