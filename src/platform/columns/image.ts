import { setTimeout as pause } from 'node:timers/promises'
import type { Client } from 'pg'
import { makeBell } from '../outbox/bell.ts'
import { concerns } from '../outbox/event.ts'
import { connectDirectly, openDatabase, type Db } from '../postgres/database.ts'
import { openListener } from '../postgres/listener.ts'
import { copyNumbers } from './copy-numbers.ts'
import { readFeed, waitingEvents, type FeedEvent } from './feed.ts'
import { buildForest, type Forest } from './forest.ts'

/** Reads tables while an image loads: all reads see one state of the data. */
export type ImageSource = Readonly<{
  /** The rows of a query over smallint, integer and bigint columns; NULL is NaN; the row is reused. */
  numbers: (query: string, onRow: (row: readonly number[]) => void) => Promise<void>
}>

/** Which rows make the tree, and how an event tells of a newcomer. */
export type ImageTree = Readonly<{
  /** Two bigint columns: id and the parent's id, NULL at a top. */
  query: string
  topics: readonly string[]
  /** Somebody new with the parent's id, or undefined when the event adds nobody. */
  newcomer: (event: FeedEvent) => Readonly<{ id: number; parentId: number | undefined }> | undefined
  /** Whether an event tells that people stand elsewhere now: the image is loaded anew, and answers from the old one until then. */
  reshapes: (event: FeedEvent) => boolean
}>

/** The columns of one module over the tree, as loaded at one position. */
export type RunningPart = Readonly<{
  load: (source: ImageSource) => Promise<void>
  /** Takes an event over; the tree has the newcomer already. It must not fail on what its tables can hold. */
  apply: (event: FeedEvent) => void
  /** After every stretch of events, for figures that are computed over everybody. */
  settle?: () => void
  answer: (question: unknown) => unknown
}>

/** What a module registers. Its columns are made over `forest.columns` and keep up with growing and renumbering. */
export type ImagePart = Readonly<{
  name: string
  topics: readonly string[]
  open: (forest: Forest) => RunningPart
}>

export type ImageAnswer = Readonly<{ seq: bigint; value: unknown }>

/** The tree and the columns in memory, following the outbox. It can be thrown away at any time. */
export type Image = Readonly<{
  seq: () => bigint
  /**
   * Asks a part. The answer names its position, which is not before `sinceSeq` unless that did not come within the time.
   */
  ask: (part: string, question: unknown, sinceSeq?: bigint) => Promise<ImageAnswer>
  stop: () => Promise<void>
}>

/** An image that follows nothing: it is as it was read, and true until the feed tells that its tree has another shape. */
export type StillImage = Readonly<{
  seq: () => bigint
  answer: (part: string, question: unknown) => unknown
  /** Whether the feed tells of what it does not hold; else it stands on the position up to which the feed was read. */
  isStale: () => Promise<boolean>
}>

type Deps = Readonly<{
  onError: (error: Error) => void
  /** Told now and then while an image is read: how many rows were. */
  onRead?: (rows: number) => void
}>
type Plan = Readonly<{ url: string; tree: ImageTree; parts: readonly ImagePart[] }>

type Loaded = {
  readonly forest: Forest
  readonly parts: ReadonlyMap<string, RunningPart>
  /** Events whose effects were loaded before they had a position; each is passed over once. */
  readonly contained: Set<bigint>
  seq: bigint
}

const SAFETY_POLL_MS = 1000
const RETRY_MS = 500
const WAIT_STEP_MS = 10
/** After so many rows it is told again how many were read. */
const TOLD_ROWS = 1000
/** An answer is kept back for a position that the asker has seen, but not for ever. */
export const WAIT_MOST_MS = 2000

/** Loads the image and follows the outbox until stopped. An event that a part cannot take makes it load anew. */
export async function openImage(deps: Deps, plan: Plan): Promise<Image> {
  const database = openDatabase(deps, { url: plan.url, poolMax: 1, name: 'openfield-image' })
  const listener = await openListener(deps, plan.url)
  const bell = makeBell()
  const topics = topicsOf(plan)
  // Past what is of no concern it goes when the time is over, or when somebody asks who has seen more.
  const off = await listener.on('openfield_seq', (told) => {
    if (concerns(told, topics)) bell.ring()
  })
  const stopping = new AbortController()
  let live = await load(deps, plan)

  /** True when there may be more at once. */
  const followOnce = async (): Promise<boolean> => {
    const { events, until, isFull } = await readFeed(database.db, { after: live.seq, topics })
    if (until === live.seq) return false
    if (events.some((event) => plan.tree.reshapes(event) && !live.contained.has(event.id))) {
      live = await load(deps, plan)
      return true
    }
    try {
      takeOver(plan, live, events, until)
    } catch (error) {
      report(deps, error)
      await pause(RETRY_MS)
      live = await load(deps, plan)
      return true
    }
    return isFull
  }
  const done = (async () => {
    while (!stopping.signal.aborted) {
      try {
        if (!(await followOnce())) await bell.rest(SAFETY_POLL_MS)
      } catch (error) {
        report(deps, error)
        await bell.rest(RETRY_MS)
      }
    }
  })()
  const isBehind = (sinceSeq: bigint): boolean => live.seq < sinceSeq || live.contained.size > 0
  return {
    seq: () => live.seq,
    ask: async (name, question, sinceSeq = 0n) => {
      for (let waited = 0; waited < WAIT_MOST_MS && isBehind(sinceSeq); waited += WAIT_STEP_MS) {
        bell.ring()
        await pause(WAIT_STEP_MS)
      }
      return { seq: live.seq, value: partOf(live, name).answer(question) }
    },
    stop: async () => {
      stopping.abort()
      off()
      bell.ring()
      await done
      await listener.stop()
      await database.close()
    },
  }
}

/** Reads an image that stays as it is; by `db` it is looked what the feed tells since. */
export async function readImage(deps: Deps & Readonly<{ db: Db }>, plan: Plan): Promise<StillImage> {
  const held = await load(deps, plan)
  const topics = topicsOf(plan)
  return {
    seq: () => held.seq,
    answer: (name, question) => partOf(held, name).answer(question),
    isStale: async () => {
      for (;;) {
        // Each stretch begins where the last one ended.
        // oxlint-disable-next-line no-await-in-loop
        const { events, until } = await readFeed(deps.db, { after: held.seq, topics })
        if (events.some((event) => !held.contained.delete(event.id) && plan.tree.reshapes(event))) return true
        if (until === held.seq) return false
        held.seq = until
      }
    },
  }
}

/** Applies a stretch of events; nothing is asked in between, so that no answer sees half of it. */
function takeOver(plan: Plan, live: Loaded, events: readonly FeedEvent[], until: bigint): void {
  for (const event of events) {
    if (live.contained.delete(event.id)) continue
    const newcomer = plan.tree.topics.includes(event.topic) ? plan.tree.newcomer(event) : undefined
    if (newcomer) live.forest.append(newcomer.id, newcomer.parentId)
    for (const part of plan.parts)
      if (part.topics.includes(event.topic)) live.parts.get(part.name)?.apply(event)
  }
  live.forest.tidy()
  for (const part of live.parts.values()) part.settle?.()
  live.seq = until
}

/** Reads position, tree and columns in one snapshot. */
async function load(deps: Deps, plan: Plan): Promise<Loaded> {
  const client = await connectDirectly(deps, plan.url, 'openfield-image-load')
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
    await client.query("SELECT set_config('openfield.realm', 'system', true)")
    const { seq, waiting } = await waitingEvents(client, topicsOf(plan))
    const source = sourceOf(deps, client)
    const forest = await loadForest(source, plan.tree)
    const parts = new Map<string, RunningPart>()
    for (const part of plan.parts) {
      const running = part.open(forest)
      // One connection, and a later part may count on what an earlier one has loaded.
      // oxlint-disable-next-line no-await-in-loop
      await running.load(source)
      parts.set(part.name, running)
    }
    for (const part of parts.values()) part.settle?.()
    await client.query('COMMIT')
    return { forest, parts, contained: new Set(waiting), seq }
  } finally {
    await client.end()
  }
}

function sourceOf({ onRead }: Deps, client: Client): ImageSource {
  let read = 0
  return {
    numbers: (query, onRow) =>
      copyNumbers(client, query, (row) => {
        read += 1
        if (read % TOLD_ROWS === 0) onRead?.(read)
        onRow(row)
      }),
  }
}

function partOf({ parts }: Loaded, name: string): RunningPart {
  const part = parts.get(name)
  if (!part) throw new Error(`the image has no part ${name}`)
  return part
}

async function loadForest(source: ImageSource, tree: ImageTree): Promise<Forest> {
  let [ids, parentIds, count] = [new Float64Array(4096), new Float64Array(4096), 0]
  await source.numbers(tree.query, ([id = 0, parentId = Number.NaN]) => {
    if (count === ids.length) [ids, parentIds] = [doubled(ids), doubled(parentIds)]
    ids[count] = id
    parentIds[count] = parentId
    count += 1
  })
  return buildForest(ids.subarray(0, count), parentIds.subarray(0, count))
}

function doubled(values: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(values.length * 2)
  larger.set(values)
  return larger
}

function topicsOf(plan: Plan): readonly string[] {
  return [...new Set([...plan.tree.topics, ...plan.parts.flatMap((part) => part.topics)])]
}

function report(deps: Deps, error: unknown): void {
  deps.onError(error instanceof Error ? error : new Error(String(error)))
}
