export {
  appendEntries,
  auditBooks,
  postJournal,
  reverseJournal,
  ROLL_WALLETS,
  rollWallets,
  settleJournal,
  type BookFault,
  type EntryToPost,
  type JournalToPost,
  type Posted,
} from './store/books.ts'
