import type { Period } from '#shared/period.ts'
import { inputNeeds } from '../language/plan-reads.ts'
import type { Plan } from '../language/plan.ts'
import type { PayInput } from '../pay/pay-input.ts'
import { adjustReader } from './adjust-file.ts'
import type { KnownIds, PlanWords } from './column.ts'
import { earnedReader } from './earned-file.ts'
import { factsReader } from './facts-file.ts'
import { problemList, type ProblemList } from './file-problem.ts'
import type { FileContext, FileReader } from './file-reader.ts'
import { inputNames, type InputName } from './input-files.ts'
import { checkNeeds, type MustGive } from './input-needs.ts'
import { checkLinkCircles } from './link-circles.ts'
import { linksReader } from './links-file.ts'
import { ordersReader } from './orders-file.ts'
import { partiesReader } from './parties-file.ts'
import { peopleReader } from './people-file.ts'
import { ratesReader } from './rates-file.ts'
import { checkStateBefore, stateReader } from './state-file.ts'

/** How a file comes: whether there is one and what it is called, and how its rows are handed over. */
export type PayFiles = Readonly<{
  /** The name of the file in problems, or undefined where it is not given. */
  nameOf: (input: InputName) => string | undefined
  /** Opens a file: `header` takes its header and answers with the taker of its rows. */
  read: (
    input: InputName,
    problems: ProblemList,
    header: (names: readonly string[]) => (cells: readonly string[]) => void,
  ) => Promise<void>
}>

export type PayFilesRead = Readonly<{ input: PayInput; problems: readonly ProblemList[] }>

/** The names of a plan that files may use. */
export function planWords(plan: Plan): PlanWords {
  return {
    currency: plan.currency,
    units: plan.units,
    ranks: plan.ranks.map((rank) => rank.name),
    personalVolumes: plan.volumes.flatMap((volume) => (volume.kind === 'personal' ? [volume.name] : [])),
    measures: plan.measures.map((measure) => measure.name),
    bonuses: plan.bonuses.map((bonus) => bonus.name),
    binaryTrees: plan.bonuses.flatMap((bonus) => (bonus.kind === 'binary' ? [bonus.tree] : [])),
    refusesNobody: plan.withoutOwner === 'refuse',
    oneCurrency: false,
  }
}

/**
 * Reads all files of a run that begins with a period. The problems of every file are found; the input is good only where
 * no list has any. Rows come out in one order, whatever their order in the files.
 */
export async function readPayFiles(
  files: PayFiles,
  plan: Plan,
  first: Period,
  must: MustGive,
): Promise<PayFilesRead> {
  const lists = new Map(inputNames.map((name) => [name, problemList(files.nameOf(name) ?? `${name}.csv`)]))
  const listOf = (name: InputName) => lists.get(name) ?? problemList(name)
  const words = planWords(plan)
  const campaigns = plan.campaigns.map((campaign) => campaign.name)
  const open = <R>(
    name: InputName,
    known: KnownIds,
    reader: (names: readonly string[], context: FileContext) => FileReader<R>,
  ) =>
    readOne(files, name, reader, {
      zone: plan.timeZone,
      campaigns,
      plan: words,
      known,
      problems: listOf(name),
    })
  const nobody = { people: undefined, orders: undefined, parties: undefined }

  const people = await open('people', nobody, peopleReader)
  const byPeople = { ...nobody, people: people?.ids }
  const parties = await open('parties', byPeople, partiesReader)
  const byParties = { ...byPeople, parties: parties?.ids }
  const orders = await open('orders', byParties, ordersReader)
  const known = { ...byParties, orders: orders?.ids }
  const facts = await open('facts', known, factsReader)
  const links = await open('links', known, linksReader)
  const state = await open('state', known, stateReader)
  const input = {
    people: (people?.people ?? []).toSorted((a, b) => order(a.id, b.id)),
    trees: [...new Set([...(people?.trees ?? []), ...(links ?? []).map((link) => link.tree)])]
      .filter((tree) => tree !== 'sponsor')
      .sort(),
    lines: orders?.lines ?? [],
    facts: sorted(facts, (fact) => [fact.scope, fact.id, fact.name, fact.fromMs ?? -Infinity]),
    earned: sorted(await open('earned', known, earnedReader), (one) => [
      one.personId,
      one.bonus,
      one.period,
      one.currency,
      one.amountMicro,
    ]),
    links: sorted(links, (link) => [link.tree, link.personId, link.fromMs ?? -Infinity]).map(
      ({ row: _row, ...link }) => link,
    ),
    rates: sorted(await open('rates', known, ratesReader), (rate) => [rate.period, rate.from, rate.to]),
    adjustments: sorted(await open('adjust', known, adjustReader), (one) => [
      one.personId,
      one.kind,
      one.name,
      one.atMs,
      one.value,
      one.reason,
    ]),
    parties: sorted(parties?.parties, (party) => [party.partyId]),
    state: sorted(state?.state, (entry) => [entry.personId, entry.name, entry.period, entry.value]),
  }
  if (people && links) checkLinkCircles(people.people, links, listOf('links'))
  if (state)
    checkStateBefore(state, first, {
      zone: plan.timeZone,
      campaigns,
      plan: words,
      known,
      problems: listOf('state'),
    })
  const absent = (name: InputName) => (files.nameOf(name) === undefined ? [] : undefined)
  checkNeeds(
    inputNeeds(plan),
    {
      orderColumns: orders?.columns ?? absent('orders'),
      trees: people && (links ?? absent('links')) && input.trees,
      attributes: [
        people?.attributes,
        orders?.attributes ?? absent('orders'),
        parties?.attributes ?? absent('parties'),
      ],
      facts: facts?.map((fact) => fact.name) ?? absent('facts'),
    },
    must,
    listOf,
  )
  return { input, problems: [...lists.values()].filter((list) => list.listed.length > 0) }
}

/** What a file says, or undefined where it was not given or broke off: what its missing rows would say is not known. */
async function readOne<R>(
  files: PayFiles,
  name: InputName,
  open: (names: readonly string[], context: FileContext) => FileReader<R>,
  context: FileContext,
): Promise<R | undefined> {
  if (files.nameOf(name) === undefined) return undefined
  let reader: FileReader<R> | undefined
  await files.read(name, context.problems, (names) => {
    reader = open(names, context)
    return reader.readRow
  })
  const broken = context.problems.listed.some(
    (problem) => problem.code === 'bad_csv' || problem.code === 'unreadable_file',
  )
  return broken ? undefined : reader?.finish()
}

function sorted<T>(
  items: readonly T[] | undefined,
  keyOf: (item: T) => readonly (string | number | bigint)[],
): readonly T[] {
  const keyed = (items ?? []).map((item) => ({ item, key: keyOf(item) }))
  keyed.sort((a, b) => {
    for (const [index, part] of a.key.entries()) {
      const other = b.key[index]
      if (other !== undefined && part !== other) return part < other ? -1 : 1
    }
    return 0
  })
  return keyed.map(({ item }) => item)
}

function order(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1
}
