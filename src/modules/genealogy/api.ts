export type { BinaryWay, Tree } from './domain/tree.ts'
export type { FiguresThen, PersonFigures, TeamDeps, TeamFigures } from './use-cases/team-deps.ts'
export { addLink, endLink, parentOf, pathToTop } from './store/links.ts'
export { startTeamImage, type TeamImage } from './use-cases/ask-team.ts'
export { makeTree } from './use-cases/make-tree.ts'
export { place, placeAtTop, placeUnder } from './use-cases/place.ts'
export { teamMoved } from './use-cases/events.ts'
export { thenOf } from './use-cases/team-then.ts'
export { plannedMove, type PlannedMove } from './use-cases/plan-move.ts'
export {
  ACTIVE_BEFORE,
  figuresHeld,
  figuresPiece,
  type FiguresHeld,
  type FiguresPiece,
} from './use-cases/figures-piece.ts'
