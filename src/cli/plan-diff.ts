import type { Command } from 'commander'
import { differenceSentence } from '#modules/compensation/domain/language/difference.ts'
import { diffPlans } from '#modules/compensation/use-cases/diff-plans.ts'
import { planTextOf } from '#modules/compensation/use-cases/plan-text.ts'
import { failWith } from './run.ts'

/** `openfield plan diff`: what a new version of a plan changes. */
export function addPlanDiff(plan: Command): void {
  plan
    .command('diff')
    .description('Show what a new version of a plan changes, a line for each path.')
    .argument('<old>', 'the plan as it was, YAML')
    .argument('<new>', 'its new version')
    .option('--json', 'print the differences as JSON: path, what, before, after')
    .addHelpText('after', '\nExample:\n  npx openfield plan diff plan-1.yaml plan-2.yaml')
    .action(async (old: string, young: string, options: Readonly<{ json?: boolean }>) => {
      await failWith(options.json === true, async () => {
        const found = diffPlans(
          { text: await planTextOf(old), file: old },
          { text: await planTextOf(young), file: young },
        )
        const lines = found.length === 0 ? ['The two say the same.'] : found.map(differenceSentence)
        process.stdout.write(
          options.json === true ? `${JSON.stringify(found, null, 2)}\n` : `${lines.join('\n')}\n`,
        )
      })
    })
}
