import type { Command } from 'commander'
import { readConfig } from '#platform/config/config.ts'
import { stoppable } from './stoppable.ts'

/** `openfield serve`: everything, until Ctrl-C. */
export function addServeCommand(program: Command): void {
  program
    .command('serve')
    .description('Start the company: database, API, console, office and storefront, until Ctrl-C.')
    .option('--demo', 'seed the demonstration company into an empty database given by DATABASE_URL')
    .action(async (options: { demo?: boolean }) => {
      const startedAt = performance.now()
      // Loaded here, so that the other commands start without it.
      const { serve } = await import('../main.ts')
      const running = await stoppable((say, stopping) =>
        serve({ say }, { config: readConfig(process.env), demo: options.demo === true, stopping }),
      )
      if (running) await printAddresses(running, performance.now() - startedAt)
    })
}

async function printAddresses(
  running: Readonly<{ address: string; demonstration: boolean }>,
  tookMs: number,
): Promise<void> {
  const { address, demonstration } = running
  const lines = [
    '',
    `Openfield runs (started in ${(tookMs / 1000).toFixed(1)} s). Ctrl-C stops it.`,
    '',
    `  Storefront     ${address}/`,
    `  Office         ${address}/office`,
    `  Console        ${address}/console`,
    `  API reference  ${address}/api`,
  ]
  if (demonstration) {
    const { demonstrationSignIns, DEMONSTRATION_PASSWORD } = await import('../demo/sign-ins.ts')
    lines.push('', `Demonstration sign-ins, all with the password "${DEMONSTRATION_PASSWORD}":`)
    for (const { app, who, login } of demonstrationSignIns)
      lines.push(`  ${app.padEnd(8)} ${login}  (${who})`)
  }
  process.stdout.write(`${lines.join('\n')}\n\n`)
}
