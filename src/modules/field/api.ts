export { personJoined, standingChanged } from './contract.ts'
export { mayServe, type Person, type PersonKind, type PersonStatus } from './domain/person.ts'
export {
  handOver,
  peopleByIds,
  peopleNamed,
  personByCode,
  personById,
  publicFace,
  servedPeopleNamed,
  visibleNames,
  type PublicFace,
} from './store/people.ts'
export { STANDINGS_KNOWN, standingsThen, type StandingThen } from './store/standings.ts'
export { joinPerson, type JoiningPerson } from './use-cases/add-person.ts'
export { changeStanding } from './use-cases/change-standing.ts'
export { createCustomer } from './use-cases/create-customer.ts'
export type { FieldDeps, JoinDeps, PlaceUnder } from './use-cases/field-deps.ts'
export { foundCompanyPosition, type PlaceAtTop } from './use-cases/found-company-position.ts'
export { housePosition, houseSeller } from './use-cases/house-position.ts'
export { publishAgreement } from './use-cases/publish-agreement.ts'
export { autoApprove } from './use-cases/submit-application.ts'
