import type { Command } from 'commander'
import { readPayPlanText } from '#modules/compensation/use-cases/read-plan-text.ts'
import { planTextOf } from '#modules/compensation/use-cases/plan-text.ts'
import { testPlan, type PlanTestRow } from '#modules/compensation/use-cases/test-plan.ts'
import { fileName } from '#platform/text-files/whole-folder.ts'
import { addPlanCheck } from './plan-check.ts'
import { addPlanDiff } from './plan-diff.ts'
import { failWith } from './run.ts'
import { tableText } from './table-text.ts'

/** `openfield plan`: what is done with plans alone. */
export function addPlanCommand(program: Command): void {
  const plan = program.command('plan').description('Work with plans.')
  addPlanCheck(plan)
  addPlanDiff(plan)
  plan
    .command('test')
    .description('Run the tests that stand in plans.')
    .argument('<file...>', 'plans, YAML')
    .option('--json', 'print the rows as JSON: plan, test, person, what, expected, got, equal')
    .addHelpText('after', '\nExample:\n  npx openfield plan test plan.yaml')
    .action(async (files: readonly string[], options: Readonly<{ json?: boolean }>) => {
      await failWith(options.json === true, () => testAndReport(files, options.json === true))
    })
}

async function testAndReport(files: readonly string[], json: boolean): Promise<void> {
  const rows: (PlanTestRow & Readonly<{ plan: string }>)[] = []
  for (const file of files) {
    const plan = readPayPlanText(await planTextOf(file), fileName(file))
    for (const row of await testPlan(plan)) rows.push({ plan: file, ...row })
  }
  if (json) process.stdout.write(`${JSON.stringify(rows, null, 2)}\n`)
  else tell(rows)
  if (rows.some((row) => !row.equal)) process.exitCode = 1
}

function tell(rows: readonly (PlanTestRow & Readonly<{ plan: string }>)[]): void {
  const cells = rows.map((row) => [
    row.plan,
    row.test,
    row.person,
    row.what,
    row.expected,
    row.got,
    row.equal ? 'pass' : 'FAIL',
  ])
  const passed = rows.filter((row) => row.equal).length
  const header = ['plan', 'test', 'person', 'what', 'expected', 'got', 'result']
  process.stdout.write(`${tableText(header, cells)}\n${passed} of ${rows.length} expectations hold\n`)
}
