export type { Tree } from './domain/tree.ts'
export { addLink, directsOf, endLink, parentOf, pathToTop } from './store/links.ts'
export { placeAtTop, placeUnder } from './use-cases/place.ts'
