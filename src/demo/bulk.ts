import { connectDirectly } from '#platform/postgres/database.ts'
import type { Client } from 'pg'
import { chunkedLane, idleLane, streamingLane, twoAtATime, type Lane, type TableStream } from './lane.ts'
import { beginLoading, hasRows, lighten, mayPauseChecks } from './lighten.ts'

export type Bulk = Readonly<{
  into: (table: string) => TableStream
  /** Waits until the database has taken enough of what was added; asked again and again between rows. */
  room: () => Promise<void>
}>

/** What is filled: the columns of each table. */
export type TablesToFill = Readonly<Record<string, readonly string[]>>

type Lanes = Readonly<{ lanes: ReadonlyMap<string, Lane>; commit: () => Promise<void> }>

/**
 * Fills tables as the owner. Neither triggers nor foreign keys are asked, so that what is brought must be right by itself. A table
 * that has rows already is left as it is, so that the same work goes on where the commits broke off.
 *
 * A large load fills all tables at the same time, each over a connection of its own, and commits them together; while a table
 * fills it has no secondary indexes, and nobody else sees it. A small one takes turns over one connection, where making
 * indexes anew would take longer than everything else. So does that of an owner who may not pause the checks: it puts
 * the foreign keys back at its end and so checks all rows.
 */
export async function loadInBulk(
  deps: { onError: (error: Error) => void },
  input: { ownerUrl: string; tables: TablesToFill; large: boolean },
  work: (bulk: Bulk) => Promise<void>,
): Promise<void> {
  const clients: Client[] = []
  const connect = async (): Promise<Client> => {
    const client = await connectDirectly(deps, input.ownerUrl, 'openfield-load')
    clients.push(client)
    return client
  }
  try {
    const first = await connect()
    const pauseChecks = await mayPauseChecks(first)
    const { lanes, commit } =
      pauseChecks && input.large
        ? await ownLanes(first, connect, input.tables)
        : await sharedLanes(first, input.tables, { pauseChecks })
    await work({
      into: (table) => laneOf(lanes, table),
      room: async () => {
        for (const lane of lanes.values()) await lane.room()
      },
    })
    await Promise.all([...lanes.values()].map((lane) => lane.full()))
    await commit()
    await countRows(clients, [...lanes.keys()])
  } finally {
    for (const client of clients) await client.end().catch(() => undefined)
  }
}

/** Lets the server count what lies in the tables, over all connections side by side. */
async function countRows(clients: readonly Client[], tables: readonly string[]): Promise<void> {
  const shares = clients.map((client, share) => ({
    client,
    own: tables.filter((_, place) => place % clients.length === share),
  }))
  await Promise.all(
    shares.map(async ({ client, own }) => {
      for (const table of own) await client.query(`ANALYZE ${table}`)
    }),
  )
}

/** A connection and a transaction for each table, so that the server's processes work side by side. */
async function ownLanes(first: Client, connect: () => Promise<Client>, tables: TablesToFill): Promise<Lanes> {
  const lanes = new Map<string, Lane>()
  const open: Client[] = []
  const turns = twoAtATime()
  for (const [table, columns] of Object.entries(tables)) {
    if (await hasRows(first, table)) {
      lanes.set(table, idleLane)
      continue
    }
    const client = await connect()
    open.push(client)
    await beginLoading(client, { pauseChecks: true })
    const putBack = await lighten(client, [table], { foreignKeys: false })
    lanes.set(
      table,
      streamingLane(client, { copy: copyStatement(table, columns, { frozen: true }), putBack, turns }),
    )
  }
  const commit = async (): Promise<void> => {
    for (const client of open) await client.query('COMMIT')
  }
  return { lanes, commit }
}

/** One connection and one transaction for all tables, which take turns. */
async function sharedLanes(
  client: Client,
  tables: TablesToFill,
  how: { pauseChecks: boolean },
): Promise<Lanes> {
  const lanes = new Map<string, Lane>()
  const empty: string[] = []
  for (const table of Object.keys(tables)) if (!(await hasRows(client, table))) empty.push(table)
  await beginLoading(client, how)
  const putBack = how.pauseChecks ? [] : await lighten(client, empty, { foreignKeys: true })
  // One after the other: a connection copies into one table at a time.
  let turn = Promise.resolve()
  const inTurn = (work: () => Promise<void>): Promise<void> => (turn = turn.then(work))
  for (const [table, columns] of Object.entries(tables)) {
    const copy = copyStatement(table, columns, { frozen: !how.pauseChecks })
    const lane = (): Lane => chunkedLane(client, { copy, inTurn })
    lanes.set(table, empty.includes(table) ? lane() : idleLane)
  }
  const commit = async (): Promise<void> => {
    for (const statement of putBack) await client.query(statement)
    await client.query('COMMIT')
  }
  return { lanes, commit }
}

/** Rows of a table with a new file are written as frozen: nobody saw it before them, so nothing looks at them again later. */
function copyStatement(table: string, columns: readonly string[], how: { frozen: boolean }): string {
  return `COPY ${table} (${columns.join(', ')}) FROM STDIN WITH (FORMAT binary${how.frozen ? ', FREEZE' : ''})`
}

function laneOf(lanes: ReadonlyMap<string, Lane>, table: string): Lane {
  const lane = lanes.get(table)
  if (!lane) throw new Error(`${table} is not one of the tables that are filled`)
  return lane
}
