import { Button } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { showMyPerson } from '#modules/field/contract.ts'
import { listTeam, type teamMember } from '#modules/genealogy/contract.ts'
import type { z } from 'zod'
import { useAnswer } from '#kit/answers.tsx'
import { formatCount, formatVolume } from '#kit/format.ts'
import { useLocale } from '#kit/locale.ts'
import { PersonMark } from '#kit/person-mark.tsx'
import { Answer, Empty } from '#kit/states.tsx'
import { healthOf, memberName, ringOf } from '../words.ts'
import { layOutPlant, LEGS_DRAWN_MAX, PLANT_WIDTH, ROOT, sunflower, type DrawnLeg } from './plant-layout.ts'

type Member = z.output<typeof teamMember>

const LIVE_MS = 5_000
const SEEDS_MAX = 90
const HEIGHT = 500

function markOf(member: Member) {
  return {
    name: memberName(member),
    rank: ringOf(member.rank?.place, member.rank?.of),
    health: healthOf(member.status),
    ...(member.rank ? { rankName: member.rank.name } : {}),
  }
}

/** My first level as a plant that grows upward: legs as stems, as thick as their volume, their people as crowns. */
export function Plant() {
  const { t } = useTranslation()
  const asked = useAnswer(
    listTeam,
    { query: { level: 1, sort: 'branch', rows: LEGS_DRAWN_MAX } },
    { everyMs: LIVE_MS, keep: true },
  )
  return (
    <Answer asked={asked} rows={6}>
      {(page) =>
        page.rows.length === 0 ? (
          <Empty title={t('team.none')} body={t('team.noneBody')} />
        ) : (
          <Drawing members={page.rows} total={page.total} />
        )
      }
    </Answer>
  )
}

function Drawing({ members, total }: { members: readonly Member[]; total: number }) {
  const { t } = useTranslation()
  const me = useAnswer(showMyPerson, {})
  const [chosen, setChosen] = useState<string>()
  const drawn = layOutPlant(
    members.map((member) => ({ key: member.person, people: member.branch, volume: member.branchVolume })),
  )
  const open = members.find((member) => member.person === (chosen ?? drawn[0]?.key))
  return (
    <>
      <div className="plant">
        <svg viewBox={`0 0 ${PLANT_WIDTH} ${HEIGHT}`} className="plant__drawing" aria-hidden="true">
          <path className="plant__ground" d={`M-10 ${HEIGHT - 8}Q195 ${HEIGHT - 34} 400 ${HEIGHT - 8}`} />
          {drawn.map((leg) => (
            <Stem key={leg.key} leg={leg} chosen={leg.key === open?.person} />
          ))}
        </svg>
        {drawn.map((leg) => {
          const member = members.find((candidate) => candidate.person === leg.key)
          return member ? (
            <LegButton
              key={leg.key}
              leg={leg}
              member={member}
              pressed={member === open}
              onChoose={setChosen}
            />
          ) : null
        })}
        <span className="plant__me" style={place(ROOT.x, ROOT.y)}>
          <PersonMark size={58} person={{ name: me.data?.displayName ?? '', health: 'active' }} />
        </span>
      </div>
      {total > members.length ? (
        <p className="small quiet plant__note">
          {t('team.legsShown', { shown: members.length, count: total })}
        </p>
      ) : null}
      {open ? <Branch member={open} /> : null}
    </>
  )
}

function place(x: number, y: number): Readonly<{ left: string; top: string }> {
  return { left: `${(x / PLANT_WIDTH) * 100}%`, top: `${(y / HEIGHT) * 100}%` }
}

function Stem({ leg, chosen }: { leg: DrawnLeg; chosen: boolean }) {
  const bend = (ROOT.y + leg.markY) / 2
  const crownFoot = leg.crownY + leg.crownRadius
  const seeds = sunflower(leg.crownRadius === 0 ? 0 : Math.round(SEEDS_MAX * (leg.crownRadius / 62) ** 2))
  return (
    <g className={chosen ? 'plant__leg plant__leg--chosen' : 'plant__leg'}>
      <path
        className="plant__stem"
        strokeWidth={leg.stem}
        d={`M${ROOT.x} ${ROOT.y - 20}C${ROOT.x} ${bend} ${leg.x} ${bend + 10} ${leg.x} ${leg.markY}`}
      />
      {leg.crownRadius > 0 ? (
        <>
          <path
            className="plant__stem"
            strokeWidth={Math.max(leg.stem * 0.7, 2)}
            d={`M${leg.x} ${leg.markY}V${crownFoot}`}
          />
          <circle className="plant__crown" cx={leg.x} cy={leg.crownY} r={leg.crownRadius} />
          {seeds.map((seed) => (
            <circle
              key={`${seed.x}-${seed.y}`}
              className="plant__seed"
              cx={leg.x + seed.x * (leg.crownRadius - 6)}
              cy={leg.crownY + seed.y * (leg.crownRadius - 6)}
              r="3.4"
            />
          ))}
        </>
      ) : null}
    </g>
  )
}

function LegButton({
  leg,
  member,
  pressed,
  onChoose,
}: {
  leg: DrawnLeg
  member: Member
  pressed: boolean
  onChoose: (person: string) => void
}) {
  const { t } = useTranslation()
  const locale = useLocale()
  const name = memberName(member)
  return (
    <>
      {member.branch > 0 ? (
        <span className="plant__count" style={place(leg.x, leg.crownY)} aria-hidden="true">
          +{formatCount(member.branch, locale)}
        </span>
      ) : null}
      <button
        type="button"
        className="plant__mark"
        style={place(leg.x, leg.markY)}
        aria-pressed={pressed}
        onClick={() => onChoose(member.person)}
      >
        <PersonMark size={44} person={markOf(member)} silent />
        <span className="only-spoken">{`${name}, ${t('team.below', { count: member.branch })}`}</span>
        <span
          className={`plant__name plant__name--${leg.x > ROOT.x ? 'before' : 'after'}`}
          aria-hidden="true"
        >
          {name.split(' ')[0]}
        </span>
      </button>
    </>
  )
}

function Branch({ member }: { member: Member }) {
  const { t } = useTranslation()
  const locale = useLocale()
  const name = memberName(member)
  const words = [
    t('team.below', { count: member.branch }),
    ...(member.branchVolume === null ? [] : [formatVolume(member.branchVolume, 'PV', locale)]),
  ]
  return (
    <section className="branch" aria-live="polite">
      <PersonMark size={48} person={markOf(member)} silent />
      <span>
        <span className="strong">{t('team.branchOf', { name: name.split(' ')[0] })}</span>
        <div className="small soft">{words.join(', ')}</div>
      </span>
      <Button component={Link} to={`/team/${member.person}`} size="md">
        {t('team.openBranch')}
      </Button>
    </section>
  )
}
