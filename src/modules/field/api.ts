export { personJoined, standingChanged } from './contract.ts'
export { mayServe, type Person, type PersonKind, type PersonStatus } from './domain/person.ts'
export {
  contactOf,
  handOver,
  lockPerson,
  peopleByIds,
  peopleNamed,
  personByCode,
  personById,
  publicFace,
  servedPeopleNamed,
  visibleNames,
} from './store/people.ts'
export { lockOwners, ownershipOf } from './store/ownership.ts'
export { STANDINGS_KNOWN, standingsThen, type StandingThen } from './store/standings.ts'
export { joinPerson } from './use-cases/add-person.ts'
export { addPosition, positionsMost } from './use-cases/add-position.ts'
export { changeStanding } from './use-cases/change-standing.ts'
export { createCustomer } from './use-cases/create-customer.ts'
export type { FieldDeps } from './use-cases/field-deps.ts'
export { foundCompanyPosition, type PlaceAtTop } from './use-cases/found-company-position.ts'
export { housePosition, houseSeller } from './use-cases/house-position.ts'
export { handOverPosition } from './use-cases/hand-over-position.ts'
export { mergePosition } from './use-cases/merge-position.ts'
export { publishAgreement } from './use-cases/publish-agreement.ts'
export { autoApprove } from './use-cases/submit-application.ts'
