import type { Pool, PoolClient } from 'pg'

type Connected = (
  error: Error | undefined,
  client: PoolClient | undefined,
  done: (error?: Error | boolean) => void,
) => void

/**
 * The pool, which takes a connection back once. When the database goes away at the wrong moment, the library of the jobs gives
 * the connection of its listener back a second time; a pool throws then, where nobody hears it, and that ends the program.
 */
export function giveBackOnce(pool: Pool): Pool {
  const connect = pool.connect.bind(pool)
  function connectOnce(): Promise<PoolClient>
  function connectOnce(connected: Connected): void
  function connectOnce(connected?: Connected): Promise<PoolClient> | void {
    if (!connected) return connect()
    return connect((error, client, done) => {
      let isBack = false
      connected(error, client, (reason) => {
        if (!isBack) done(reason)
        isBack = true
      })
    })
  }
  return Object.assign(pool, { connect: connectOnce })
}
