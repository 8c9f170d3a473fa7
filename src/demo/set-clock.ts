import { asOwner } from './as-owner.ts'

/**
 * Sets the company's clock as the owner of the database. While a demonstration is being made it is not marked as one yet, so
 * that the way that is open to everybody else is closed.
 */
export function clockSetter(
  deps: { say: (sentence: string) => void },
  ownerUrl: string,
): (atMs: number) => Promise<void> {
  return (atMs) =>
    asOwner({ ...deps, ownerUrl }, async (client) => {
      await client.query(
        `UPDATE platform.company_clock SET offset_ms = round(extract(epoch FROM $1::timestamptz - now()) * 1000)`,
        [new Date(atMs)],
      )
      await client.query(`SELECT pg_notify('openfield_clock', '')`)
    })
}
