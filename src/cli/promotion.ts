import { readFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { problemText, PromotionError } from '#modules/promotions/use-cases/promotion-error.ts'
import { readDocument } from '#modules/promotions/use-cases/read-promotion.ts'
import { tryPromotions, type TriedPromotions } from '#modules/promotions/use-cases/try-promotions.ts'
import { addSimulateCommand } from './simulate-promotion.ts'
import { tableText } from './table-text.ts'

/** `openfield promotion`: promotions of files, tried on baskets and on the orders of a month. */
export function addPromotionCommand(program: Command): void {
  const promotion = program.command('promotion').description('Work with promotions.')
  promotion
    .command('check')
    .description('Name everything that is wrong with promotions.')
    .argument('<file...>', 'promotions, YAML')
    .addHelpText('after', '\nExample:\n  npx openfield promotion check examples/promotions/*.yaml')
    .action(async (files: readonly string[]) => {
      for (const file of files)
        await toldIfRefused(file, async () => {
          const { promotion: code, version } = readDocument(await readFile(file, 'utf8'))
          process.stdout.write(`${file}: ${code}, version ${version}\n`)
        })
    })
  promotion
    .command('price')
    .description('Price a basket under promotions, and say which apply, which do not, and what is missing.')
    .argument('<file...>', 'promotions, YAML')
    .requiredOption('--basket <file>', 'the basket, JSON')
    .option('--json', 'print the result as JSON')
    .addHelpText(
      'after',
      '\nExample:\n  npx openfield promotion price examples/promotions/*.yaml --basket examples/promotions/basket.json',
    )
    .action(async (files: readonly string[], options: Readonly<{ basket: string; json?: boolean }>) => {
      await toldIfRefused('', async () => {
        const texts = await Promise.all(files.map((file) => readFile(file, 'utf8')))
        const tried = tryPromotions(texts, await readFile(options.basket, 'utf8'))
        if (options.json === true) process.stdout.write(`${JSON.stringify(tried, null, 2)}\n`)
        else tell(tried)
      })
    })
  addSimulateCommand(promotion)
}

async function toldIfRefused(file: string, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (!(error instanceof PromotionError)) throw error
    const before = file === '' ? '' : `${file}: `
    for (const problem of error.problems) process.stderr.write(`${before}${problemText(problem)}\n`)
    process.exitCode = 2
  }
}

function tell({ currency, lines, applied, notApplied, ...sums }: TriedPromotions): void {
  const say = (text: string): void => void process.stdout.write(`${text}\n`)
  const cells = lines.map((line) => [line.product, String(line.quantity), line.before, line.total])
  say(tableText(['product', 'pieces', `before, ${currency}`, 'to pay'], cells))
  say(`\nbefore ${sums.before}, off ${sums.off}, to pay ${sums.total} ${currency}`)
  for (const { promotion, times, off, gives } of applied)
    say(
      `applies: ${promotion}, ${times} time${times === 1 ? '' : 's'}: ${[`${off} off`, ...gives].join(', ')}`,
    )
  for (const { promotion, because, missing } of notApplied)
    say(
      `does not: ${promotion}: ${because === 'missing' ? `missing: ${missing.join('; ')}` : words[because]}`,
    )
  if (!sums.isExact)
    say(
      'There were too many ways to combine them: this is the best that was found, not for certain the best.',
    )
}

const words: Readonly<Record<string, string>> = {
  other_better: 'others on the same goods take more off',
  used_up: 'its uses or its budget are spent',
  nothing_to_reward: 'there are no goods that it could reward',
}
