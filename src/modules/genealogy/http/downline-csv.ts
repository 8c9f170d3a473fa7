import { csvLine } from '#shared/csv-line.ts'
import { formatShort } from '#shared/decimal.ts'
import type { showMembers } from '../use-cases/show-members.ts'

type Member = Awaited<ReturnType<typeof showMembers>>[number]

const HEAD = [
  'code',
  'name',
  'level',
  'kind',
  'status',
  'joined',
  'rank',
  'own_volume',
  'branch_volume',
  'directs',
  'below',
  'about_to_lapse',
]

/** A list of a downline for spreadsheets; what is not known stays empty. */
export function downlineCsv(members: readonly Member[]): string {
  return csvLine(HEAD) + members.map(lineOf).join('')
}

function lineOf(one: Member): string {
  return csvLine([
    one.code,
    one.name ?? '',
    String(one.level),
    one.kind,
    one.status,
    new Date(one.joinedAt).toISOString(),
    one.rank?.name ?? '',
    volume(one.ownVolume),
    volume(one.branchVolume),
    String(one.directs),
    String(one.branch),
    one.isLapsing === true ? 'yes' : '',
  ])
}

function volume(micro: bigint | null): string {
  return micro === null ? '' : formatShort(micro, 6)
}
