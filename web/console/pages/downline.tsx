import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { showPerson } from '#modules/field/contract.ts'
import { showLine } from '#modules/genealogy/contract.ts'
import { countDownline } from '#modules/genealogy/contract/downline.ts'
import { useAnswer } from '#kit/answers.tsx'
import { Panel, Tile, Tiles } from '#kit/figures.tsx'
import { formatPeriod } from '#kit/format.ts'
import { FreshNote } from '#kit/fresh-note.tsx'
import { useLocale } from '#kit/locale.ts'
import { Answer } from '#kit/states.tsx'
import { Count } from '#kit/volume.tsx'
import { DownlineTable } from '../downline/downline-table.tsx'
import { Relation } from '../downline/relation.tsx'
import { PageHead } from '../page-head.tsx'

const LIVE_MS = 5_000

/** Everybody below one person: numbers, the way to the top, who stands below whom, and the list in any order. */
export function Component() {
  const { t } = useTranslation()
  const { person: id = '' } = useParams()
  const asked = useAnswer(showPerson, { params: { person: id } })
  return (
    <Answer asked={asked}>
      {(person) => (
        <>
          <PageHead
            title={t('downline.title', { name: person.displayName })}
            lead={
              <Link className="text-link" to={`/people/${id}`}>
                {person.code}
              </Link>
            }
          />
          <Numbers id={id} />
          <div className="columns columns--even">
            <PathUp id={id} name={person.displayName} />
            <Relation id={id} name={person.displayName} />
          </div>
          <DownlineTable key={id} id={id} />
        </>
      )}
    </Answer>
  )
}

function Numbers({ id }: { id: string }) {
  const { t } = useTranslation()
  const locale = useLocale()
  const asked = useAnswer(
    countDownline,
    { params: { person: id }, query: {} },
    { everyMs: LIVE_MS, keep: true },
  )
  return (
    <Answer asked={asked} rows={3}>
      {({ people, active, newcomers, lapsing, directs, customers, depth, figures }) => (
        <Tiles>
          <Tile
            label={t('downline.people')}
            figure={<Count value={people} />}
            note={t('downline.peopleNote', { directs, count: depth })}
          />
          <Tile
            label={t('downline.active')}
            figure={<Count value={active} />}
            note={t('downline.customers', { count: customers })}
          />
          <Tile
            label={t('downline.newcomers')}
            figure={<Count value={newcomers} />}
            note={t('downline.newcomersNote')}
          />
          <Tile
            label={t('downline.lapsing')}
            figure={figures?.before == null ? '–' : <Count value={lapsing} />}
            note={
              figures?.before == null
                ? t('downline.lapsingUnknown')
                : t('downline.lapsingNote', {
                    before: formatPeriod(figures.before, locale, 'month'),
                    now: formatPeriod(figures.period, locale, 'month'),
                  })
            }
          >
            <FreshNote askedAt={asked.dataUpdatedAt} />
          </Tile>
        </Tiles>
      )}
    </Answer>
  )
}

/** The way to the top as a line of links, the top first. */
function PathUp({ id, name }: { id: string; name: string }) {
  const { t } = useTranslation()
  const asked = useAnswer(showLine, { params: { person: id }, query: {} })
  return (
    <Panel title={t('downline.path')}>
      <Answer asked={asked} rows={2}>
        {({ upline }) => (
          <ol className="path-up">
            {upline.toReversed().map((above) => (
              <li key={above.person}>
                <Link className="text-link" to={`/people/${above.person}/team`}>
                  {above.displayName === '' ? above.code : above.displayName}
                </Link>
              </li>
            ))}
            <li className="strong">{name}</li>
          </ol>
        )}
      </Answer>
    </Panel>
  )
}
