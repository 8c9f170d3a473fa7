export { askTransferPreview } from './use-cases/preview-transfer.ts'
export { letOwe } from './store/debtors.ts'
export { begunUntil } from './store/runs.ts'
