import type { Period } from '#shared/period.ts'
import { inputNeeds } from '../language/plan-reads.ts'
import type { Plan } from '../language/plan.ts'
import type { PayInput } from '../pay/pay-input.ts'
import { periodOfPlan } from '../pay/periods.ts'
import { adjustReader } from './adjust-file.ts'
import type { KnownIds, PlanWords } from './column.ts'
import { earnedReader } from './earned-file.ts'
import { factsReader } from './facts-file.ts'
import { problemList, type ProblemList } from './file-problem.ts'
import type { FileContext, FileReader } from './file-reader.ts'
import { inputNames, type InputName } from './input-files.ts'
import { checkNeeds, type MustGive } from './input-needs.ts'
import { checkLinkCircles } from './link-circles.ts'
import { checkLinkTrees, linksReader } from './links-file.ts'
import { ordersReader } from './orders-file.ts'
import { partiesReader } from './parties-file.ts'
import { peopleReader } from './people-file.ts'
import { ratesReader } from './rates-file.ts'
import { checkStateBefore, stateReader } from './state-file.ts'
import { stateWords } from './state-words.ts'

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

/** What a plan tells of the meaning of cells. */
export function planContext(plan: Plan, versions: readonly Plan[] = [plan]) {
  return {
    zone: plan.timeZone,
    periodOf: (label: string) => periodOfPlan(plan, label),
    plan: planWords(plan, versions),
  }
}

/** The names of a plan that files may use; given pay and state may be those of another version that the run knows. */
function planWords(plan: Plan, versions: readonly Plan[]): PlanWords {
  return {
    currency: plan.currency,
    units: plan.units,
    ranks: plan.ranks.map((rank) => rank.name),
    personalVolumes: plan.volumes.flatMap((volume) => (volume.kind === 'personal' ? [volume.name] : [])),
    measures: plan.measures.map((measure) => measure.name),
    bonuses: plan.bonuses.map((bonus) => bonus.name),
    givenPay: versions.flatMap((one) => [...one.givenPay, ...one.bonuses.map((bonus) => bonus.name)]),
    state: stateWords(versions),
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
  versions: readonly Plan[] = [plan],
): Promise<PayFilesRead> {
  const lists = new Map(inputNames.map((name) => [name, problemList(files.nameOf(name) ?? `${name}.csv`)]))
  const listOf = (name: InputName) => lists.get(name) ?? problemList(name)
  const context = planContext(plan, versions)
  const read = await readAll((name, known, reader) =>
    readOne(files, name, reader, { ...context, known, problems: listOf(name) }),
  )
  const { people, links, state, orders, parties, facts } = read
  const input = payInputOf(read)
  if (people && links) checkLinkCircles(people.people, links, listOf('links'))
  if (state) checkStateBefore(state, first, { ...context, known: NOBODY, problems: listOf('state') })
  const absent = (name: InputName) => (files.nameOf(name) === undefined ? [] : undefined)
  const needs = inputNeeds(plan)
  if (people && links) checkLinkTrees(links, treesRead(versions), people.trees, listOf('links'))
  checkNeeds(
    needs,
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

function treesRead(versions: readonly Plan[]): ReadonlySet<string> {
  return new Set(versions.flatMap((one) => [...inputNeeds(one).trees]))
}

const NOBODY: KnownIds = { people: undefined, orders: undefined, parties: undefined }

type Open = <R>(
  name: InputName,
  known: KnownIds,
  reader: (names: readonly string[], context: FileContext) => FileReader<R>,
) => Promise<R | undefined>

/** Reads the files in such an order that each knows the ids that it may refer to. */
async function readAll(open: Open) {
  const people = await open('people', NOBODY, peopleReader)
  const byPeople = { ...NOBODY, people: people?.ids }
  const parties = await open('parties', byPeople, partiesReader)
  const byParties = { ...byPeople, parties: parties?.ids }
  const orders = await open('orders', byParties, ordersReader)
  const known = { ...byParties, orders: orders?.ids }
  return {
    people,
    parties,
    orders,
    facts: await open('facts', known, factsReader),
    links: await open('links', known, linksReader),
    state: await open('state', known, stateReader),
    earned: await open('earned', known, earnedReader),
    rates: await open('rates', known, ratesReader),
    adjustments: await open('adjust', known, adjustReader),
  }
}

/** Everything in one order, whatever the order of the rows. */
function payInputOf(read: Awaited<ReturnType<typeof readAll>>): PayInput {
  const trees = [...(read.people?.trees ?? []), ...(read.links ?? []).map((link) => link.tree)]
  return {
    people: sorted(read.people?.people, (person) => [person.id]),
    trees: [...new Set(trees)].filter((tree) => tree !== 'sponsor').sort(),
    lines: read.orders?.lines ?? [],
    facts: sorted(read.facts, (fact) => [fact.scope, fact.id, fact.name, fact.fromMs ?? -Infinity]),
    earned: sorted(read.earned, (one) => [
      one.personId,
      one.bonus,
      one.period,
      one.currency,
      one.amountMicro,
    ]),
    links: sorted(read.links, (link) => [link.tree, link.personId, link.fromMs ?? -Infinity]).map(
      ({ row: _row, ...link }) => link,
    ),
    rates: sorted(read.rates, (rate) => [rate.period, rate.from, rate.to]),
    adjustments: sorted(read.adjustments, (one) => [
      one.personId,
      one.kind,
      one.name,
      one.atMs,
      one.untilMs ?? 0,
      one.value,
      one.reason,
    ]),
    parties: sorted(read.parties?.parties, (party) => [party.partyId]),
    state: sorted(read.state?.state, (entry) => [entry.personId, entry.name, entry.period, entry.value]),
  }
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
