export { hashPassword } from '#platform/sessions/password-hash.ts'
export {
  passwordProblem,
  type Account,
  type LinkPurpose,
  type MailedPurpose,
  type NewAccount,
} from './domain/account.ts'
export { accountById, accountByLogin, earlierLogin } from './store/accounts.ts'
export { replaceGrants, saveRole, type Grant, type Role } from './store/roles.ts'
export { blockAccountsOf } from './use-cases/block-accounts-of.ts'
export { handOverAccounts } from './use-cases/hand-over-accounts.ts'
export { openPositionAccount } from './use-cases/open-position-account.ts'
export { createAccount, createDemonstrationAccount } from './use-cases/create-account.ts'
export { endSessionsAt, lookFrom } from './store/sessions.ts'
export { findViewer } from './use-cases/find-viewer.ts'
export { inviteStaff } from './use-cases/manage-staff.ts'
export { issueLink, linkPath } from './use-cases/one-time-links.ts'
export { openAccount } from './use-cases/open-account.ts'
