import { InvalidArgumentError, type Command } from 'commander'
import { findInstallation } from '#platform/clock/installation.ts'
import { companyNow } from '#platform/clock/clock.ts'
import { moveCompanyClock, type ClockStep } from '#modules/company/api.ts'
import { companyModule } from '#modules/company/module.ts'
import { readConfig } from '#platform/config/config.ts'
import { StartError } from '#platform/config/start-error.ts'
import { sentenceOf } from '#platform/http/messages.ts'
import { read, systemActor, transact } from '#platform/postgres/transact.ts'
import { openDataBeside, type OpenData } from '#platform/start/open-data.ts'

const steps = { 'next-day': 'next_day', 'month-end': 'month_end', 'next-month': 'next_month' } as const

/** `openfield clock`: shows the company's clock, or moves a demonstration's. */
export function addClockCommand(program: Command): void {
  program
    .command('clock')
    .description("Show the company's clock; a demonstration's can be moved, also while it runs.")
    .argument('[step]', 'next-day, month-end, next-month, or a moment such as 2026-11-01T08:00:00Z', readStep)
    .action(async (step: ClockStep | undefined) => {
      const say = (sentence: string): void => void process.stderr.write(`${sentence}\n`)
      const onError = (error: Error): void => say(`Trouble: ${error.message}`)
      const data = await openDataBeside({ say: () => undefined, onError }, readConfig(process.env))
      try {
        if (step) await move(data, step)
        const { now, demonstration } = await look(data)
        const kind = demonstration ? "a demonstration's clock" : 'real time'
        process.stdout.write(`${new Date(now).toISOString()} (${kind})\n`)
      } finally {
        await data.stop()
      }
    })
}

function readStep(text: string): ClockStep {
  for (const [name, step] of Object.entries(steps)) if (name === text) return { step }
  const to = Date.parse(text)
  if (Number.isNaN(to))
    throw new InvalidArgumentError(`Expected ${Object.keys(steps).join(', ')} or a moment.`)
  return { to }
}

async function move(data: OpenData, step: ClockStep): Promise<void> {
  const call = { actor: systemActor('clock'), useCase: 'company.move_clock' }
  const moved = await transact(data, call, (tx) => moveCompanyClock(tx, step))
  if (!moved.ok) throw new StartError(sentenceOf(companyModule.messages, moved.refusal))
}

async function look(data: OpenData): Promise<{ now: number; demonstration: boolean }> {
  return read(data, systemActor('clock'), async (tx) => {
    const installation = await findInstallation(tx)
    return { now: await companyNow(tx), demonstration: installation?.demonstration ?? false }
  })
}
