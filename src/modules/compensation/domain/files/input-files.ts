import { adjustColumns } from './adjust-file.ts'
import type { ColumnDescription } from './column.ts'
import { earnedColumns } from './earned-file.ts'
import { factColumns } from './facts-file.ts'
import { linkColumns } from './links-file.ts'
import { orderColumns } from './orders-file.ts'
import { partyColumns } from './parties-file.ts'
import { peopleColumns } from './people-file.ts'
import { rateColumns } from './rates-file.ts'
import { stateColumns } from './state-file.ts'

/** The inputs of a run, each a file of its own; the option of the command line has the same name. */
export const inputNames = [
  'people',
  'orders',
  'facts',
  'earned',
  'links',
  'rates',
  'adjust',
  'parties',
  'state',
] as const

export type InputName = (typeof inputNames)[number]

/** What the guide says of an input file. */
export type InputFile = Readonly<{
  name: InputName
  /** What a row stands for. */
  oneRow: string
  meaning: string
  columns: readonly ColumnDescription[]
}>

/** The registry of input files: what is read, what is asked of it and what the guide says are the same definitions. */
export const inputFiles: readonly InputFile[] = [
  {
    name: 'people',
    oneRow: 'a person',
    meaning: 'The field: people and positions of the house with their places in the trees.',
    columns: Object.values(peopleColumns),
  },
  {
    name: 'orders',
    oneRow: 'a line of an order',
    meaning:
      'What was bought. Lines before the period are its history: they count for windows, first orders and as the originals of returns. Lines after it do not count. Equal times are ordered by order id.',
    columns: Object.values(orderColumns),
  },
  {
    name: 'facts',
    oneRow: 'a fact',
    meaning:
      'What no order tells: flags, memberships, choices, baselines, sales or profit that fund a pool. A person’s fact comes before that of the market, and that before the company’s.',
    columns: Object.values(factColumns),
  },
  {
    name: 'earned',
    oneRow: 'an amount that was paid',
    meaning: 'Pay that is given and not computed. It counts for matching, caps and limits.',
    columns: Object.values(earnedColumns),
  },
  {
    name: 'links',
    oneRow: 'a place in a tree over a time',
    meaning: 'Changes of trees. Where a link holds, it comes before the place that people.csv gives.',
    columns: Object.values(linkColumns),
  },
  {
    name: 'rates',
    oneRow: 'a rate of exchange',
    meaning: 'The fixed rates of a period, for amounts and pay in other currencies than the plan’s.',
    columns: Object.values(rateColumns),
  },
  {
    name: 'adjust',
    oneRow: 'a correction',
    meaning: 'Corrections by hand. Each is a line of its own in what comes out.',
    columns: Object.values(adjustColumns),
  },
  {
    name: 'parties',
    oneRow: 'a party',
    meaning: 'Parties with their hosts and sellers; orders name them by party_id.',
    columns: Object.values(partyColumns),
  },
  {
    name: 'state',
    oneRow: 'something that a run remembers',
    meaning: 'What an earlier run wrote as state.csv: carries, ranks, awards that are given once.',
    columns: Object.values(stateColumns),
  },
]
