import { AsyncLocalStorage } from 'node:async_hooks'
import {
  CompiledQuery,
  PostgresDialect,
  PostgresDriver,
  type DatabaseConnection,
  type PostgresDialectConfig,
  type TransactionSettings,
} from 'kysely'

/** What a transaction says with its first word; taken by the next one that begins within `sayingFirst`. */
const firstWords = new AsyncLocalStorage<{ words: string | undefined }>()

/**
 * Runs work whose next transaction also says `words` when it begins: SQL without parameters, in the same message as `BEGIN`, so that
 * either both happen or neither.
 */
export function sayingFirst<T>(words: string, work: () => Promise<T>): Promise<T> {
  return firstWords.run({ words }, work)
}

/**
 * PostgreSQL over connections that take several questions at a time. A transaction that only reads does not wait for the server to
 * begin it and keeps nobody waiting for its end, as there is nothing that the end could refuse: it costs the ways of its questions and no other.
 */
export class OneWayDialect extends PostgresDialect {
  readonly #config: PostgresDialectConfig
  constructor(config: PostgresDialectConfig) {
    super(config)
    this.#config = config
  }
  override createDriver(): PostgresDriver {
    return new OneWayDriver(this.#config)
  }
}

/** What Kysely makes of a client of the pool; it gives the class no name outside. */
type Connection = Parameters<PostgresDriver['releaseConnection']>[0]

class OneWayDriver extends PostgresDriver {
  /** Transactions that only read and whose begin is on its way. */
  readonly #begun = new WeakMap<DatabaseConnection, Promise<unknown>>()
  readonly #ending = new WeakMap<DatabaseConnection, Promise<unknown>>()

  override async beginTransaction(
    connection: DatabaseConnection,
    settings: TransactionSettings,
  ): Promise<void> {
    const begun = connection.executeQuery(CompiledQuery.raw(beginWords(settings)))
    if (settings.accessMode !== 'read only') {
      await begun
      return
    }
    this.#begun.set(connection, begun)
    // Whoever asks meanwhile is told by the question itself, and the end hears it again.
    begun.catch(() => undefined)
  }

  override async commitTransaction(connection: DatabaseConnection): Promise<void> {
    const begun = this.#begun.get(connection)
    if (!begun) return super.commitTransaction(connection)
    this.#begun.delete(connection)
    await begun
    const ending = super.commitTransaction(connection)
    this.#ending.set(connection, ending)
    ending.catch(() => undefined)
  }

  override async rollbackTransaction(connection: Connection): Promise<void> {
    this.#begun.delete(connection)
    return super.rollbackTransaction(connection)
  }

  /** Gives the connection back once its end has been answered; the asker need not wait for that. */
  override async releaseConnection(connection: Connection): Promise<void> {
    const ending = this.#ending.get(connection)
    if (!ending) return super.releaseConnection(connection)
    this.#ending.delete(connection)
    void ending.catch(() => undefined).then(() => super.releaseConnection(connection))
  }
}

function beginWords({ isolationLevel, accessMode }: TransactionSettings): string {
  const first = firstWords.getStore()
  const words = first?.words
  // A transaction within the work of this one begins without them.
  if (first) first.words = undefined
  const level = isolationLevel ? ` ISOLATION LEVEL ${isolationLevel}` : ''
  const begin = `BEGIN${level}${accessMode ? ` ${accessMode}` : ''}`
  return words === undefined ? begin : `${begin}; ${words}`
}
