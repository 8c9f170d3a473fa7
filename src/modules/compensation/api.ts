export { askTransferPreview } from './use-cases/preview-transfer.ts'
export { lettingOwe } from './store/debtors.ts'
export { begunUntil } from './store/runs.ts'
