import { SegmentedControl } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { countTeam } from '#modules/genealogy/contract.ts'
import { useAnswer } from '#kit/answers.tsx'
import { useTableAddress } from '#kit/table-address.ts'
import { PageTitle } from '../parts/top-bar.tsx'
import { Plant } from '../team/plant.tsx'
import { TeamList } from '../team/team-list.tsx'

const LIVE_MS = 3_000

/** Everybody below me: found by name or number, narrowed by filters, the first level with its volumes. */
export function Component() {
  const { t } = useTranslation()
  const { state, change } = useTableAddress()
  const counts = useAnswer(countTeam, { query: {} }, { everyMs: LIVE_MS })
  const plant = state.filters['view'] === 'plant'
  return (
    <>
      <PageTitle
        title={t('place.team')}
        aside={counts.data ? t('team.people', { count: counts.data.people }) : null}
      />
      <div className="team-view">
        <SegmentedControl
          fullWidth
          size="md"
          role="radiogroup"
          aria-label={t('team.view')}
          data={[
            { value: 'list', label: t('team.list') },
            { value: 'plant', label: t('team.plant') },
          ]}
          value={plant ? 'plant' : 'list'}
          onChange={(value) => change({ view: value === 'plant' ? 'plant' : undefined })}
        />
      </div>
      {plant ? <Plant /> : <TeamList />}
    </>
  )
}
