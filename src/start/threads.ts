import { calendarByCode, MONTHS } from '#modules/company/api.ts'
import { periodAt } from '#shared/period.ts'
import { startFigures, type PayFigures } from '#modules/compensation/use-cases/ask-figures.ts'
import { closeStepsInThreads, type CloseStep } from '#modules/compensation/use-cases/close-in-threads.ts'
import { teamFiguresThen } from '#modules/compensation/use-cases/team-figures-then.ts'
import { startTeamImage, type FiguresThen, type TeamFigures, type TeamImage } from '#modules/genealogy/api.ts'
import { handFiguresToTeam } from './hand-figures-to-team.ts'
import type { Clock } from '#platform/clock/clock.ts'
import type { Db } from '#platform/postgres/database.ts'
import { read, systemActor } from '#platform/postgres/transact.ts'

/** What is kept in memory beside the database, each in a thread of its own. */
export type Threads = Readonly<{
  teamImage: TeamImage
  payFigures: PayFigures
  closeStep: CloseStep
  teamFigures: TeamFigures
  figuresThen: FiguresThen
  stop: () => Promise<void>
}>

/** Starts the image of the field and the figures of pay; both load by themselves, and questions wait for that. */
export function startThreads(
  deps: { db: Db; clock: Clock; onError: (error: Error) => void; diaryFolder?: string | undefined },
  url: string,
): Threads {
  const teamImage = startTeamImage(deps, url)
  const payFigures = startFigures(deps, url)
  const stopHandingOn = handFiguresToTeam({ ...deps, payFigures, teamImage, periodNow: () => monthNow(deps) })
  return {
    teamImage,
    payFigures,
    closeStep: closeStepsInThreads(url),
    teamFigures: figuresOfTeam({ ...deps, payFigures }),
    figuresThen: teamFiguresThen({ ...deps, payFigures }),
    stop: async () => {
      stopHandingOn()
      await Promise.all([teamImage.stop(), payFigures.stop()])
    },
  }
}

/** Ranks and volumes of the open month for pages about people of the team, which know no plan. */
function figuresOfTeam(deps: { db: Db; clock: Clock; payFigures: PayFigures }): TeamFigures {
  return async ({ personIds, sinceSeq }) => {
    const period = await monthNow(deps)
    if (period === undefined) return new Map()
    const answer = await deps.payFigures.standings({ personIds, period, sinceSeq })
    return new Map((answer?.told ?? []).map((standing) => [standing.personId, standing]))
  }
}

/** The label of the month that goes on; undefined before the company has begun. */
async function monthNow(deps: { db: Db; clock: Clock }): Promise<string | undefined> {
  const calendar = await read(deps, systemActor('team-figures'), (tx) => calendarByCode(tx, MONTHS))
  return calendar && periodAt(calendar, deps.clock.now()).label
}
