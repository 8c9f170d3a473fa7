import { connectDirectly } from '#platform/postgres/database.ts'
import type { Client } from 'pg'
import { chunkedLane, idleLane, streamingLane, type Lane, type TableStream } from './lane.ts'
import { beginLoading, hasRows, lighten, mayPauseChecks } from './lighten.ts'

export type Bulk = Readonly<{
  into: (table: string) => TableStream
  /** Waits until the database has taken enough of what was added; asked again and again between lines. */
  room: () => Promise<void>
}>

/** What is filled: the columns of each table. */
export type TablesToFill = Readonly<Record<string, readonly string[]>>

type Lanes = Readonly<{ lanes: ReadonlyMap<string, Lane>; commit: () => Promise<void> }>

/**
 * Fills tables as the owner, all at the same time and each over a connection of its own, and commits them together. While a
 * table fills it has no secondary indexes, and neither triggers nor foreign keys are asked, so that what is brought must be
 * right by itself; nobody else sees the table in between. A table that has rows already is left as it is, so that the same
 * work goes on where the commits broke off. An owner who may not pause the checks fills everything in one transaction, which
 * puts the foreign keys back at its end and so checks all rows.
 */
export async function loadInBulk(
  deps: { onError: (error: Error) => void },
  input: { ownerUrl: string; tables: TablesToFill },
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
    const { lanes, commit } = (await mayPauseChecks(first))
      ? await ownLanes(first, connect, input.tables)
      : await sharedLanes(first, input.tables)
    await work({
      into: (table) => laneOf(lanes, table),
      room: async () => {
        for (const lane of lanes.values()) await lane.room()
      },
    })
    await Promise.all([...lanes.values()].map((lane) => lane.full()))
    await commit()
    const counting = [...lanes.keys()].map((table, place) =>
      (clients[place] ?? first).query(`ANALYZE ${table}`),
    )
    await Promise.all(counting)
  } finally {
    for (const client of clients) await client.end().catch(() => undefined)
  }
}

/** A connection and a transaction for each table, so that the server's processes work side by side. */
async function ownLanes(first: Client, connect: () => Promise<Client>, tables: TablesToFill): Promise<Lanes> {
  const lanes = new Map<string, Lane>()
  const open: Client[] = []
  for (const [table, columns] of Object.entries(tables)) {
    if (await hasRows(first, table)) {
      lanes.set(table, idleLane)
      continue
    }
    const client = await connect()
    open.push(client)
    await beginLoading(client, { pauseChecks: true })
    const putBack = await lighten(client, [table], { foreignKeys: false })
    lanes.set(table, streamingLane(client, { copy: copyStatement(table, columns), putBack }))
  }
  const commit = async (): Promise<void> => {
    for (const client of open) await client.query('COMMIT')
  }
  return { lanes, commit }
}

/** One connection and one transaction for all tables, which take turns. */
async function sharedLanes(client: Client, tables: TablesToFill): Promise<Lanes> {
  const lanes = new Map<string, Lane>()
  const empty: string[] = []
  for (const table of Object.keys(tables)) if (!(await hasRows(client, table))) empty.push(table)
  await beginLoading(client, { pauseChecks: false })
  const putBack = await lighten(client, empty, { foreignKeys: true })
  // One after the other: a connection copies into one table at a time.
  let turn = Promise.resolve()
  const inTurn = (work: () => Promise<void>): Promise<void> => (turn = turn.then(work))
  for (const [table, columns] of Object.entries(tables)) {
    const lane = (): Lane => chunkedLane(client, { copy: copyStatement(table, columns), inTurn })
    lanes.set(table, empty.includes(table) ? lane() : idleLane)
  }
  const commit = async (): Promise<void> => {
    for (const statement of putBack) await client.query(statement)
    await client.query('COMMIT')
  }
  return { lanes, commit }
}

/** Rows are written as frozen: nobody else could see the table when they came, so nothing needs to look at them again. */
function copyStatement(table: string, columns: readonly string[]): string {
  return `COPY ${table} (${columns.join(', ')}) FROM STDIN WITH (FREEZE)`
}

function laneOf(lanes: ReadonlyMap<string, Lane>, table: string): Lane {
  const lane = lanes.get(table)
  if (!lane) throw new Error(`${table} is not one of the tables that are filled`)
  return lane
}
