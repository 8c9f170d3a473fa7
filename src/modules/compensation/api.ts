export { askTransferPreview } from './use-cases/preview-transfer.ts'
export { letOwe } from './store/debtors.ts'
export { holdPaying } from './store/paying.ts'
export { begunUntil } from './store/runs.ts'
