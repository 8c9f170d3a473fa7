import { changeSetting } from '#modules/company/contract.ts'
import { listPeople, showMyPerson } from '#modules/field/contract.ts'
import { addPosition, listMyPositions } from '#modules/field/contract/positions.ts'
import { listTeam } from '#modules/genealogy/contract.ts'
import { listTransfers, requestTransfer } from '#modules/positions/contract.ts'
import type { Api } from '#kit/api.ts'

/** A further position of the leader, so that there is something to look from. */
export async function furtherPosition(staff: Api, distributor: Api): Promise<void> {
  const { person, code } = await distributor(showMyPerson, {})
  const { positions } = await distributor(listMyPositions, {})
  if (positions.length > 1) return
  const params = { name: 'field.positions_most' }
  await staff(changeSetting, { params, body: { market: null, value: 2 } })
  await staff(addPosition, { params: { person }, body: { sponsor: code } })
}

/** A transfer that waits: a member of the team sells to a customer. */
export async function someTransfer(staff: Api, distributor: Api): Promise<string | undefined> {
  const { rows } = await staff(listTransfers, { query: { rows: 1 } })
  if (rows[0]) return rows[0].transfer
  const team = await distributor(listTeam, { query: { level: 2, rows: 1, sort: '-joined' } })
  const customers = await staff(listPeople, { query: { kind: 'retail', status: 'active', rows: 50 } })
  const to = customers.rows.find(({ email }) => email !== null)?.code
  const position = team.rows[0]?.person
  if (to === undefined || position === undefined) return undefined
  const body = { position, to, kind: 'sale' as const, reason: 'Sold by contract.', papers: 'Contract 12' }
  return (await staff(requestTransfer, { body })).transfer
}
