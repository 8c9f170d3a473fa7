import { readFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { marketByCode } from '#modules/company/api.ts'
import { ordersModule } from '#modules/orders/module.ts'
import { simulatePromotion, type Simulation } from '#modules/orders/use-cases/simulate-promotion.ts'
import { promotionsModule } from '#modules/promotions/module.ts'
import { readConfig } from '#platform/config/config.ts'
import { StartError } from '#platform/config/start-error.ts'
import { sentenceOf } from '#platform/http/messages.ts'
import { read, systemActor } from '#platform/postgres/transact.ts'
import { openDataBeside } from '#platform/start/open-data.ts'
import { currencyDigits } from '#shared/money.ts'
import { formatDecimal, formatShort } from '#shared/decimal.ts'
import { tableText } from './table-text.ts'

type Options = Readonly<{ market: string; month?: string; json?: true }>

/** `openfield promotion simulate`: what a promotion would have done to the orders of a month. */
export function addSimulateCommand(promotion: Command): void {
  promotion
    .command('simulate')
    .description('Replay the orders of a month with a promotion: what it would have cost and brought.')
    .argument('<file>', 'a promotion, YAML')
    .requiredOption('--market <code>', 'whose orders')
    .option('--month <month>', 'such as 2026-10; the last whole one when nothing is said')
    .option('--json', 'print the result as JSON')
    .addHelpText(
      'after',
      '\nExample:\n  npx openfield promotion simulate examples/promotions/tiers-of-the-order.yaml --market DE',
    )
    .action(async (file: string, options: Options) => {
      const simulated = await simulate(await readFile(file, 'utf8'), options)
      if (options.json) print(simulated)
      else tell(simulated)
    })
}

async function simulate(text: string, { market: code, month }: Options): Promise<Simulation> {
  if (month !== undefined && !/^\d{4}-(0[1-9]|1[0-2])$/.test(month))
    throw new StartError(`--month is "${month}"; expected a month such as 2026-10.`)
  const say = (sentence: string): void => void process.stderr.write(`${sentence}\n`)
  const onError = (error: Error): void => say(`Trouble: ${error.message}`)
  const data = await openDataBeside({ say: () => undefined, onError }, readConfig(process.env))
  try {
    return await read(data, systemActor('simulate'), async (tx) => {
      const market = await marketByCode(tx, code)
      if (!market) throw new StartError(`There is no market "${code}".`)
      const most = Number.MAX_SAFE_INTEGER
      const simulated = await simulatePromotion(data, tx, { market, text, month, most, withCosts: true })
      if (simulated.ok) return simulated.value
      const messages = { ...promotionsModule.messages, ...ordersModule.messages }
      throw new StartError(sentenceOf(messages, simulated.refusal))
    })
  } finally {
    await data.stop()
  }
}

function print(simulated: Simulation): void {
  const plain = (_key: string, value: unknown): unknown =>
    typeof value === 'bigint' ? value.toString() : value
  process.stdout.write(`${JSON.stringify(simulated, plain, 2)}\n`)
}

const VOLUME_PLACES = 6

function tell({ code, month, currency, leftOut, isPartial, sums }: Simulation): void {
  const say = (text: string): void => void process.stdout.write(`${text}\n`)
  const money = (minor: bigint): string => `${formatDecimal(minor, currencyDigits(currency))} ${currency}`
  say(
    tableText(
      [code, month],
      [
        ['orders', String(sums.orders)],
        ['it would have applied to', String(sums.reached)],
        ['taken off goods and delivery', money(sums.costMinor)],
        ['gifts at their price', money(sums.giftsMinor)],
        ['sales without tax change by', money(sums.netMinor - sums.netBeforeMinor)],
        ...Object.entries(sums.volumes).map(([name, micro]) => [
          `${name} changes by`,
          formatShort(micro, VOLUME_PLACES),
        ]),
      ],
    ),
  )
  tellMargin(sums.margin, { say, money })
  say('As they were bought: nobody is assumed to buy more because of it.')
  if (leftOut > 0) say(`${leftOut} orders were left out: their goods are gone.`)
  if (isPartial)
    say('It asks for earlier orders, coupons or entitlements, which a replay takes as not there.')
}

/** The margin of the orders whose costs are known, and for how many goods they are not. */
function tellMargin(
  margin: Simulation['sums']['margin'],
  { say, money }: Readonly<{ say: (text: string) => void; money: (minor: bigint) => string }>,
): void {
  if (!margin) return
  const unknown = Object.keys(margin.unknown)
  if (margin.orders > 0) {
    const before = margin.netBeforeMinor - margin.goodsBeforeMinor
    const after = margin.netMinor - margin.goodsMinor
    say(`Margin of ${margin.orders} orders with known costs: ${money(after)}, without it ${money(before)}.`)
  }
  if (unknown.length > 0) {
    const first = unknown.slice(0, 10).join(', ')
    say(`${unknown.length} products have no cost, so that their orders say nothing of the margin: ${first}`)
  }
}
