import { markdownTable } from './markdown.ts'

const edges: readonly (readonly [string, string])[] = [
  [
    'A fact, attribute or name that nobody gives',
    'It is 0 as a number, false as a condition and an empty text. A fact that the plan reads and no row of facts.csv names at all is told before the run.',
  ],
  [
    'A line of a return',
    'Its quantity, amount and volumes are negative in orders.csv, and `of_order_id` names the order that it takes back.',
  ],
  [
    'A return under `returns: {mode: reverse}`',
    'What levels, differentials and `for_each` of sales, purchases and their lines paid on the order is given back in the period of the return, line by line, by the share of its money that came back (of its pieces where it has no money, and all of it where it has neither). They do not pay on the line of the return besides, but with `volumes: counted` it lowers the volumes of its own period, also when it comes too late for `window_days`. Pay on a volume as a whole is only lowered by that; with `volumes: ignored` it is kept. A binary pays no order that could be reversed: with `volumes: counted` a return is negative volume on its sides, as with `net`; with `ignored` it takes nothing off them and nothing of its pay back. Ranks of the past stay. An example stands under [How to say it](#how-to-say-it).',
  ],
  [
    'Where a run takes the pay of an earlier period from',
    'For `reverse` and `recompute` it computes that period again from its own files: the lines of that time in orders.csv, facts, links and corrections with their dates, and people.csv, whose columns have no dates. A kind or status that changed since needs facts.csv to be told as it was. What it carried in (ranks and grace, the lots of a binary, funds, awards) is what the state held at that time: rows that a later run replaced or dropped stay in the state under `until RUN: NAME` as long as an order within `window_days` can ask for them, without a window for ever, so that a company with many people gives a window. With recompute what stands on the sides of a binary afterwards stays as the first run left it.',
  ],
  [
    'A return as an item of `for_each`',
    'With `net`, and with `recompute` in the period of the order itself, it is an item with negative numbers. A table by `amount` gives it what stands below its first step, which is 0: with a rate by the size of an order `net` takes nothing back, and `reverse` does.',
  ],
  [
    'Nobody in a comparison',
    'An order of a guest has no buyer, and one at no party no host. What is read of nobody is 0, false or an empty text: `buyer.kind = retail` does not hold, while `buyer.kind != retail` and `buyer.days since joining < 60` do. `buyer != party.host` holds for a guest at a party that has a host. Two nobodies are equal, so that `buyer = party.host` holds for a guest where no host is named; `guest` and `not guest` tell them apart.',
  ],
  [
    'A party and its period',
    'A party lies in one period: that of `closed_at`, or of `at` while it is not closed. `total`, `orders`, `guests` and `sales` of it have its orders up to the end of that period, also those of periods before; what is ordered later counts for no party. One that was paid while it was open is paid again in the period in which it is closed, unless `once: per_item` stands there. Hosts are often customers, and `paid` of the plan must admit them; a bonus for consultants then says so in `qualified`.',
  ],
  [
    'What a seller keeps from customers',
    'The difference of prices that customers pay to the seller is no pay of the company: it is a measure, such as `retail sales - wholesale`. Where the company collects the price and pays the difference out, it is a bonus of kind amount, and counts in `earned(…)`, caps, limits and the payout share.',
  ],
  [
    'Pay that earned.csv gives',
    'It counts in `earned(…)`, in `on_earned`, in `cap` and in limits of its period. It is not among what the run pays: earnings.csv and the sums of a bonus have computed pay only. To show it, write a measure such as `earned(BONUS)`.',
  ],
  [
    'An order without a seller',
    'The buyer sold to himself: `belongs_to: seller` and `sales` mean the buyer then.',
  ],
  [
    'An order that names nobody',
    '`without_owner` decides. With `company` its volume is nobody’s: it is in no group and in no `sum(everyone, …)`.',
  ],
  [
    'Above the top of a tree',
    'Nobody stands there. Levels, generations and differences that would begin above the top are no part of the potential of a bonus. What `pass_up` hands on and nobody above may get stays with the company and is shown as skipped.',
  ],
  [
    'Money of an order in another currency',
    '`amount`, `party.total` and `total` are in the plan’s currency, at the rate of rates.csv for the main period in which the order lies. A missing rate stops the run. Volumes are never converted.',
  ],
  [
    'Pay in several currencies',
    'It is never added up as it stands: a plan in which `earned(…)`, `unpaid(…)`, `on_earned` or a limit names bonuses of several currencies or units is refused, and so is a sum, a difference or a comparison of such pay. `earned(points bonus) * fact:point value` says what one is worth in the other. Given pay under `given_pay` is in the currency of the plan. A row of earned.csv in another currency than that of its bonus is converted at the rate of rates.csv for its own period; a missing rate stops the run.',
  ],
  [
    'Somebody paid in another currency (`pays_in`)',
    'Rules read the pay before it is converted: `earned(BONUS)`, in a measure too, is in the currency of the bonus, while earnings.csv and lines.csv are in that of the payee.',
  ],
  [
    'A measure that reads `earned(…)` beside a limit',
    'It shows the pay before the `limits` of the plan, as limits are taken of all bonuses at the end; what is paid then is in earnings.csv.',
  ],
  [
    'Periods before the first one that is known',
    'Volumes come from the order lines of that time. Nobody was active and every measure is 0; the rank before the first period is that of people.csv.',
  ],
  [
    'Where a number may be a rule',
    'Wherever the tables above say rule: caps, thresholds, shares, rates, sizes, ages and depths, and the values of tables. Plain numbers by their nature are: the version; the decimals of a unit and `round_to`, as a currency has one smallest step for everybody; `first_level`, a name for where counting begins; the keys of tables, which are what is looked for (`from` of a step may be a rule over facts); the places of `positions`; `N` of `last N periods`, as the state must know beforehand what to remember; `N` of `levels N to M`, how far a scope looks; `at_least`, beside which `holds(…) >= RULE` says the same with a rule; `grace_periods` and `window_days`, which say how long something that lies in the past goes on to count, for all whom it concerns alike.',
  ],
  [
    'The width of a matrix',
    'It is no key: people stand where the files place them, and the depth and the rates of a bonus go by these places. A plan that asks for a full row says so in a rule, such as `count(legs in matrix) >= 3`.',
  ],
  [
    'A rule that YAML would read otherwise',
    "It stands in quotes when it has `: ` or ` #` in it, when it begins with `[`, `{`, a quote or another sign of YAML, and, between braces, when it has a comma: `{name: x, most: 'min(1, 2)'}`. Inside single quotes a text of the rule has two of them: `'category = ''on offer'''`; without any around the rule, or in double ones, it has one: `category = 'on offer'`.",
  ],
]

/** What holds where a plan says nothing, because it could not say anything else. */
export function edgeParts(): string[] {
  return [
    '## At the edges',
    'What nobody writes into a plan, and what a reader of one asks first:',
    markdownTable(
      ['case', 'what holds'],
      edges.map((edge) => [...edge]),
    ),
  ]
}
