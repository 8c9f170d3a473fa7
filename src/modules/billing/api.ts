export { documentById } from './store/documents.ts'
export { printed } from './use-cases/show-document.ts'
