import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { listPeople, showPerson } from '#modules/field/contract.ts'
import { showWindow } from '#modules/genealogy/contract/window.ts'
import { useAnswer } from '#kit/answers.tsx'
import { FindPerson, useTyped } from '#kit/tree/find-person.tsx'
import { TREE_MARGIN } from '#kit/tree/room.ts'
import { useTreeAddress, windowQuery } from '#kit/tree/tree-address.ts'
import { askingFor, TreeViewer, useTreeRoom } from '#kit/tree/tree-viewer.tsx'
import { PageHead } from '../page-head.tsx'

const FOUND_MOST = 8

/** The team of anybody as a drawn tree, today or as of an earlier day. */
export function Component() {
  const { t } = useTranslation()
  const { person: id = '' } = useParams()
  const person = useAnswer(showPerson, { params: { person: id } })
  const address = useTreeAddress()
  const { ref, ...room } = useTreeRoom(TREE_MARGIN.console)
  const asked = useAnswer(
    showWindow,
    { params: { person: id }, query: windowQuery(address, room) },
    askingFor(address, room.isKnown),
  )
  const name = person.data?.displayName ?? ''
  return (
    <>
      <PageHead
        title={t('person.teamOf', { name })}
        lead={person.data?.code}
        aside={
          <Link className="text-link" to={`/people/${id}`}>
            {t('person.toPerson')}
          </Link>
        }
      />
      <TreeViewer
        asked={asked}
        address={address}
        frame={ref}
        step={room.step}
        label={t('person.teamOf', { name })}
        search={<Search onFound={(found) => address.change({ find: found })} />}
        nobody={null}
        cardOf={(other) => `/people/${other}`}
      />
    </>
  )
}

/** Staff find anybody; whoever does not stand below is told to be nobody of this team. */
function Search({ onFound }: { onFound: (person: string) => void }) {
  const typed = useTyped()
  const found = useAnswer(
    listPeople,
    { query: { search: typed.asked, rows: FOUND_MOST } },
    { enabled: typed.isEnough, keep: true },
  )
  // Customers are counted nowhere in a tree and drawn nowhere.
  const sellers = (found.data?.rows ?? []).filter(({ kind }) => kind === 'distributor' || kind === 'company')
  const people = sellers.map(({ person, displayName, code }) => ({
    person,
    words: `${displayName}, ${code}`,
  }))
  return <FindPerson typed={typed} people={people} onFound={onFound} />
}
