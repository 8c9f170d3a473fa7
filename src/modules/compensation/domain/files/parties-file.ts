import type { PartyInput } from '../pay/pay-input.ts'
import { filled, optional, optionalTimeColumn, referenceColumn, textColumn, timeColumn } from './column.ts'
import { namedColumns, rowOf, type FileContext, type FileReader } from './file-reader.ts'

export const partyColumns = {
  partyId: textColumn(filled('party_id', 'The party; orders name it.'), 'an id'),
  hostId: referenceColumn(optional('host_id', 'no host is named', 'Who hosts it.'), 'people'),
  sellerId: referenceColumn(optional('seller_id', 'no seller is named', 'Who sells at it.'), 'people'),
  type: textColumn(optional('type', 'an empty text', 'What kind of party, as rules name it.')),
  at: timeColumn(filled('at', 'When it is held: `party.date`.')),
  closedAt: optionalTimeColumn(
    optional(
      'closed_at',
      'still open: it lies in the period of `at`',
      'When it was closed: it lies in that period, and in no other, with all its orders up to the end of it. No rule reads the time itself.',
    ),
  ),
  attribute: textColumn(
    optional(
      'attr:<NAME>',
      'an empty text',
      'Anything that a plan may read of a party, such as attr:bookings.',
    ),
  ),
} as const

export type PartiesRead = Readonly<{
  parties: readonly PartyInput[]
  ids: ReadonlySet<string>
  attributes: readonly string[]
}>

/** Reads parties.csv: each party once, not closed before it was held. */
export function partiesReader(names: readonly string[], context: FileContext): FileReader<PartiesRead> {
  const row = rowOf(names, Object.values(partyColumns), context)
  const attributes = namedColumns(row, partyColumns.attribute)
  const parties: PartyInput[] = []
  const rowOfParty = new Map<string, number>()
  return {
    readRow(cells) {
      row.move(cells)
      const party = {
        partyId: row.take(partyColumns.partyId),
        hostId: row.take(partyColumns.hostId),
        sellerId: row.take(partyColumns.sellerId),
        type: row.take(partyColumns.type),
        atMs: row.take(partyColumns.at),
        closedAtMs: row.take(partyColumns.closedAt),
        attributes: row.takeNamed(attributes),
      }
      const first = rowOfParty.get(party.partyId)
      if (first === undefined) rowOfParty.set(party.partyId, row.number)
      else if (party.partyId !== '')
        row.refuse(
          'party_id',
          'duplicate_id',
          `"${party.partyId}", as in row ${first}`,
          'an id of its own for each party',
        )
      if (party.closedAtMs !== undefined && party.closedAtMs < party.atMs)
        row.refuse('closed_at', 'empty_time', 'a time before "at"', 'a time that is not before "at"')
      parties.push(party)
    },
    finish: () => ({
      parties,
      ids: new Set(rowOfParty.keys()),
      attributes: attributes.map(({ key }) => key),
    }),
  }
}
