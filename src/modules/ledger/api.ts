export {
  appendEntries,
  auditBooks,
  postJournal,
  reverseJournal,
  rollWallets,
  settleJournal,
  type BookFault,
  type EntryToPost,
  type JournalToPost,
  type Posted,
} from './store/books.ts'
