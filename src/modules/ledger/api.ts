export {
  appendEntries,
  auditBooks,
  postJournal,
  walletSumsOf,
  type BookFault,
  type EntryToPost,
  type JournalToPost,
  type Posted,
} from './store/books.ts'
export { settleJournal } from './use-cases/settle-journal.ts'
