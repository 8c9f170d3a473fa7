import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { listTeam } from '#modules/genealogy/contract.ts'
import { showMyWindow } from '#modules/genealogy/contract/window.ts'
import { useAnswer } from '#kit/answers.tsx'
import { FindPerson, useTyped } from '#kit/tree/find-person.tsx'
import { TREE_MARGIN } from '#kit/tree/room.ts'
import { useTreeAddress, windowQuery } from '#kit/tree/tree-address.ts'
import { askingFor, TreeViewer, useTreeRoom } from '#kit/tree/tree-viewer.tsx'
import { TeamHead } from '../parts/team-head.tsx'
import { memberName } from '../words.ts'

const FOUND_MOST = 8

/** My team as a drawn tree, from me or from anybody below on, today or as of an earlier day. */
export function Component() {
  const { t } = useTranslation()
  const address = useTreeAddress()
  const { ref, ...room } = useTreeRoom(TREE_MARGIN.office)
  const asked = useAnswer(
    showMyWindow,
    { query: windowQuery(address, room) },
    askingFor(address, room.isKnown),
  )
  return (
    <>
      <TeamHead view="tree" />
      <div className="team-tree">
        <TreeViewer
          asked={asked}
          address={address}
          frame={ref}
          step={room.step}
          label={t('team.treeLabel')}
          search={<Search onFound={(person) => address.change({ find: person })} />}
          nobody={
            <Link className="text-link" to="/sell">
              {t('team.noneAct')}
            </Link>
          }
          cardOf={(person) => `/team/${person}`}
        />
      </div>
    </>
  )
}

function Search({ onFound }: { onFound: (person: string) => void }) {
  const { t } = useTranslation()
  const typed = useTyped()
  const found = useAnswer(
    listTeam,
    { query: { search: typed.asked, rows: FOUND_MOST } },
    { enabled: typed.isEnough, keep: true },
  )
  const people = (found.data?.rows ?? []).map((member) => ({
    person: member.person,
    words: `${memberName(member)}, ${t('team.level', { level: member.level })}`,
  }))
  return <FindPerson typed={typed} people={people} onFound={onFound} />
}
