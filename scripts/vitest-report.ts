import { readFile } from 'node:fs/promises'
import { z } from 'zod'

const report = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.string().optional(),
      assertionResults: z.array(
        z.object({
          fullName: z.string(),
          status: z.string(),
          duration: z.number().nullish(),
          failureMessages: z.array(z.string()).nullish(),
        }),
      ),
    }),
  ),
})

export type TestOutcome = Readonly<{
  file: string
  name: string
  outcome: 'passed' | 'failed'
  milliseconds: number
  detail: string
}>

/**
 * The tests of a run from vitest's JSON. A test that was skipped counts as failed, and so does a file that could not
 * be loaded: what did not run proves nothing.
 */
export async function readReport(path: string): Promise<TestOutcome[]> {
  const text = await readFile(path, 'utf8').catch(() => undefined)
  if (text === undefined) return []
  return report.parse(JSON.parse(text)).testResults.flatMap((file) => {
    const outcomes = file.assertionResults.map((test): TestOutcome => {
      const passed = test.status === 'passed'
      const detail = (test.failureMessages ?? []).join('\n') || (passed ? '' : `was ${test.status}, not run`)
      const milliseconds = test.duration ?? 0
      return {
        file: file.name,
        name: test.fullName,
        outcome: passed ? 'passed' : 'failed',
        milliseconds,
        detail,
      }
    })
    if (file.status === 'passed' || outcomes.some((one) => one.outcome === 'failed')) return outcomes
    const detail = file.message ?? 'the file failed outside of its tests'
    return [...outcomes, { file: file.name, name: '(the file)', outcome: 'failed', milliseconds: 0, detail }]
  })
}
