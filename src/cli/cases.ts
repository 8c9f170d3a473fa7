import type { Command } from 'commander'
import { runCases, SECOND } from '#modules/compensation/use-cases/run-cases.ts'
import { tableText } from './table-text.ts'

type CasesOptions = Readonly<{ folder: string; json?: boolean }>

/** `openfield cases`: every example folder beside its expected values. */
export function addCasesCommand(program: Command): void {
  program
    .command('cases')
    .description('Run every example of a folder and compare it with the values that it is published with.')
    .option('--folder <folder>', 'the folder of example folders', 'examples/plans')
    .option('--json', 'print the rows as JSON: case, person, period, what, expected, got, equal, published')
    .addHelpText('after', '\nExample:\n  npx openfield cases --folder examples/plans')
    .action(async (options: CasesOptions) => {
      const rows = await runCases(options.folder)
      const equal = rows.filter((row) => row.equal).length
      if (options.json) process.stdout.write(`${JSON.stringify(rows, null, 2)}\n`)
      else {
        const cells = rows.map((row) => [
          row.case,
          row.person,
          row.period,
          row.what,
          row.expected,
          row.got,
          row.equal ? 'yes' : 'NO',
        ])
        const header = ['case', 'person', 'period', 'what', 'expected', 'got', 'equal']
        const fields = [...new Set(rows.map((row) => row.case))]
        const second = fields.filter((name) => name.endsWith(`/${SECOND}`)).length
        const counted = `${fields.length - second} cases${second > 0 ? ` and ${second} second fields` : ''}`
        process.stdout.write(
          `${tableText(header, cells)}\n${equal} of ${rows.length} values equal in ${counted}\n`,
        )
      }
      // No example at all is no proof of anything.
      if (rows.length === 0 || equal < rows.length) process.exitCode = 1
    })
}
