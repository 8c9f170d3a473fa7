import { Kysely } from 'kysely'
import type { Transaction } from 'kysely'
import { Client, types as builtInTypes } from 'pg'
import type { ClientConfig, CustomTypesConfig } from 'pg'
import { StartError } from '../config/start-error.ts'
import { OneWayDialect } from './one-way-begin.ts'
import { openPool } from './pool.ts'
import { letServerGiveWay } from './server-gives-way.ts'
import { HandedQuery } from './submit.ts'

/**
 * A database whose tables are not yet named. A module's store narrows it to its own tables, without casts:
 * `tx.$extendTables<FieldTables>()`, where `type FieldTables = { 'field.person': PersonTable }`.
 */
type NoTables = object
export type Db = Kysely<NoTables>
export type Tx = Transaction<NoTables>

/** The pool of one role, and what is needed for connections of one's own. */
export type Database = Readonly<{ db: Db; url: string; close: () => Promise<void> }>

/** Type numbers of PostgreSQL's catalogue. */
const INT8: number = builtInTypes.builtins.INT8
const DATE: number = builtInTypes.builtins.DATE
const INT8_ARRAY = 1016
/** A question is sent at once, not when the one before it was answered; the type of the driver does not know the setting yet. */
const SEVERAL_AT_A_TIME: object = { pipeline: true }
/** So long somebody waits for a connection, whether all are taken or the server does not answer. */
const CONNECT_MS = 10_000
/**
 * BIGINT is read as bigint, never rounded; DATE stays the text that it is, so that no time zone can shift it;
 * TIMESTAMPTZ is a Date (use `getTime()` for the epoch milliseconds that the rest of the program counts in).
 */
const types: CustomTypesConfig = {
  getTypeParser: (id: number, format?: 'text' | 'binary') => {
    if (format !== 'binary') {
      if (id === INT8) return (text: string) => BigInt(text)
      if (id === DATE) return (text: string) => text
      if (id === INT8_ARRAY) return parseBigints
    }
    return builtInTypes.getTypeParser(id, format)
  },
}

/** A one-dimensional BIGINT[] as the server writes it: `{1,NULL,3}`. */
function parseBigints(text: string): (bigint | null)[] {
  if (text === '{}') return []
  return text
    .slice(1, -1)
    .split(',')
    .map((part) => (part === 'NULL' ? null : BigInt(part)))
}

/**
 * Opens a pool on an address. A connection that the server drops while idle is replaced silently; `onError` hears
 * of it. Nothing is connected yet when this returns. Nobody waits for what is asked by a pool that gives way.
 */
export function openDatabase(
  deps: { onError: (error: Error) => void },
  options: { url: string; poolMax: number; name?: string; waitMs?: number; givesWay?: boolean },
): Database {
  const { pool, close } = openPool(deps, {
    ...connection(options.url, options.name),
    ...SEVERAL_AT_A_TIME,
    max: options.poolMax,
    ...(options.waitMs === undefined ? {} : { connectionTimeoutMillis: options.waitMs }),
    idleTimeoutMillis: 30_000,
  })
  if (options.givesWay === true)
    pool.on('connect', (client) => void letServerGiveWay(client).catch(deps.onError))
  const db = new Kysely<NoTables>({ dialect: new OneWayDialect({ pool, cursor: HandedQuery }) })
  return {
    db,
    url: options.url,
    close: async () => {
      await db.destroy()
      await close()
    },
  }
}

/** Whether nothing was asked of the server because no connection of the pool became free in time. */
export function isPoolBusy(error: unknown): boolean {
  return error instanceof Error && error.message === 'timeout exceeded when trying to connect'
}

/**
 * One connection outside every pool, for LISTEN, session locks and COPY. The caller ends it and hears of its loss
 * by its `end` event.
 */
export async function connectDirectly(
  deps: { onError: (error: Error) => void },
  url: string,
  name = 'openfield-direct',
): Promise<Client> {
  const client = new Client({ ...connection(url, name), keepAlive: true })
  client.on('error', deps.onError)
  await client.connect()
  return client
}

/** Answers when the server does, or throws a StartError that says where it was looked for and what it answered. */
export async function reachDatabase(url: string): Promise<void> {
  const client = new Client(connection(url, 'openfield-start'))
  client.on('error', () => undefined)
  try {
    await client.connect()
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message || cause.name : String(cause)
    throw new StartError(
      `The database at ${withoutPassword(url)} cannot be reached: ${reason}. ` +
        'Check DATABASE_URL, that the server runs, and that it lets this machine in.',
      { cause },
    )
  } finally {
    await client.end().catch(() => undefined)
  }
}

/** An address fit to be printed. */
function withoutPassword(url: string): string {
  const parts = new URL(url)
  if (parts.password !== '') parts.password = '…'
  return decodeURI(parts.href)
}

function connection(url: string, name = 'openfield'): ClientConfig {
  return { connectionString: url, application_name: name, connectionTimeoutMillis: CONNECT_MS, types }
}
