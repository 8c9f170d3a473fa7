import { buffer } from 'node:stream/consumers'
import { getFile } from '#platform/files/files.ts'
import type { Db } from '#platform/postgres/database.ts'

/** The kept bytes of a hash; they are checked against it on the way. */
export async function keptBytes(deps: Readonly<{ db: Db }>, sha256: string): Promise<Uint8Array> {
  const stream = await getFile(deps.db, sha256)
  if (!stream) throw new Error(`the bytes of ${sha256} are not kept`)
  return new Uint8Array(await buffer(stream))
}
