import {
  listExperiments,
  showExperiment,
  showLabStart,
  startExperiment,
} from '#modules/compensation/contract/lab.ts'
import { waitUntil } from '#platform/wait/wait-until.ts'
import type { Api } from '#kit/api.ts'

/** An experiment that is done: the demonstration's plan with a bar raised, a rate raised and another lowered. */
export async function someExperiment(staff: Api): Promise<string | undefined> {
  const { rows } = await staff(listExperiments, { query: { rows: 1 } })
  const experiment = rows[0]?.experiment ?? (await begin(staff))
  if (experiment === undefined) return undefined
  const isDone = async (): Promise<boolean> =>
    (await staff(showExperiment, { params: { experiment } })).state === 'done'
  await waitUntil(isDone, { stepMs: 500, mostMs: 60_000 })
  return experiment
}

async function begin(staff: Api): Promise<string | undefined> {
  const { base, months } = await staff(showLabStart, {})
  if (!base || months.length === 0) return undefined
  const text = base.text
    .replace('group PV >= 500]', 'group PV >= 600]')
    .replace('{ from: 500, value: 6 % }', '{ from: 500, value: 7 % }')
    .replace('rate: 20 %', 'rate: 18 %')
  const limits = { payoutLimitPpm: 350_000, ownLimitPpm: 300_000 }
  const name = 'More for builders, less margin'
  const { experiment } = await staff(startExperiment, { body: { name, text, months: 3, ...limits } })
  return experiment
}
