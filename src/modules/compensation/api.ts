export { letOwe } from './store/debtors.ts'
export { begunUntil } from './store/runs.ts'
