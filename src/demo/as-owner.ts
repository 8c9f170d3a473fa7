import type { Client } from 'pg'
import { connectDirectly } from '#platform/postgres/database.ts'

/** Works over one connection of the owner of the database, which ends with the work. */
export async function asOwner<T>(
  deps: Readonly<{ ownerUrl: string; say: (sentence: string) => void }>,
  work: (client: Client) => Promise<T>,
): Promise<T> {
  const client = await connectDirectly({ onError: (error) => deps.say(error.message) }, deps.ownerUrl)
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}
