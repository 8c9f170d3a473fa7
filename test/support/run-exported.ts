import { inputNames } from '#modules/compensation/domain/files/input-files.ts'
import { exportPeriod } from '#modules/compensation/use-cases/export-period.ts'
import { readPayPlanText } from '#modules/compensation/use-cases/read-plan-text.ts'
import { runPayFiles } from '#modules/compensation/use-cases/run-pay-files.ts'
import type { TestDatabase } from './database.ts'
import type { temporaryFolder } from './run-folder.ts'

/**
 * Exports a month into the folder `of <month>` and runs what was written as it is. Gives the folders of both.
 */
export async function runExported(
  database: TestDatabase,
  folder: Awaited<ReturnType<typeof temporaryFolder>>,
  of: Readonly<{ plan: string; period: string }>,
): Promise<Readonly<{ exported: string; again: string }>> {
  const { period } = of
  const [exported, again] = [folder.path(`of ${period}`), folder.path(`again ${period}`)]
  const written = await exportPeriod(database, { period, out: exported })
  if (!written.ok) throw new Error(written.refusal.code)
  const sources = Object.fromEntries(inputNames.map((name) => [name, { path: `${exported}/${name}.csv` }]))
  const planText = of.plan.trimStart()
  const plan = readPayPlanText(planText, 'plan.yaml')
  await runPayFiles({ plan, planText, sources, period, out: again, allowEmpty: false })
  return { exported, again }
}
