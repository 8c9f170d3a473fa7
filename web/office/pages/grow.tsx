import { useTranslation } from 'react-i18next'
import { expectedPay } from '#modules/compensation/contract.ts'
import { showMyPerson } from '#modules/field/contract.ts'
import { useAnswer } from '#kit/answers.tsx'
import { FreshNote } from '#kit/fresh-note.tsx'
import { PersonMark } from '#kit/person-mark.tsx'
import { ringOf } from '#kit/ring.ts'
import { Answer } from '#kit/states.tsx'
import { Volume } from '#kit/volume.tsx'
import { Needs } from '#kit/why/needs.tsx'
import { PageTitle } from '../parts/top-bar.tsx'

const LIVE_MS = 3_000

/** The ladder of ranks: where I stand, what the next one needs, what keeps the one I have and keeps me active. */
export function Component() {
  const { t } = useTranslation()
  const asked = useAnswer(expectedPay, { query: {} }, { everyMs: LIVE_MS })
  const me = useAnswer(showMyPerson, {})
  return (
    <>
      <PageTitle title={t('place.grow')} aside={<FreshNote askedAt={asked.dataUpdatedAt} />} />
      <Answer asked={asked} rows={6}>
        {({ rank, active, volumes }) => (
          <>
            <section className="section section--line" style={{ paddingTop: 0 }}>
              <div className="section__head">
                <h2>{rank.next === null ? t('grow.top') : t('grow.next', { rank: rank.next })}</h2>
              </div>
              {rank.needs.length === 0 ? (
                <p className="soft">{t('home.rankKept')}</p>
              ) : (
                <Needs needs={rank.needs} />
              )}
            </section>
            {rank.name === null || rank.keep.length === 0 ? null : (
              <section className="section section--line">
                <div className="section__head">
                  <h2>{t('grow.keep', { rank: rank.name })}</h2>
                </div>
                <Needs needs={rank.keep} />
              </section>
            )}
            <section className="section section--line">
              <div className="section__head">
                <h2>{t(active.yes ? 'grow.active' : 'grow.inactive')}</h2>
              </div>
              <Needs needs={active.needs} />
            </section>
            <section className="section section--line">
              <div className="section__head">
                <h2>{t('grow.volumes')}</h2>
              </div>
              {volumes.map((entry) => (
                <div key={entry.name} className="sum">
                  <span>{entry.name}</span>
                  <strong>
                    <Volume micro={entry.amount} unit="" />
                  </strong>
                </div>
              ))}
            </section>
            <section className="section">
              <div className="section__head">
                <h2>{t('grow.ladder')}</h2>
              </div>
              <ol className="ladder">
                {rank.ladder.map((name, place) => (
                  <li
                    key={name}
                    className="ladder__rung"
                    aria-current={name === rank.name ? 'step' : undefined}
                  >
                    <PersonMark
                      size={40}
                      silent
                      person={{
                        name: me.data?.displayName ?? '',
                        rank: ringOf(place, rank.ladder.length),
                        health: place <= rank.place ? 'active' : 'inactive',
                      }}
                    />
                    <span className={name === rank.name ? 'strong' : 'soft'}>{name}</span>
                    {name === rank.name ? <span className="small good strong">{t('grow.here')}</span> : null}
                  </li>
                ))}
              </ol>
            </section>
          </>
        )}
      </Answer>
    </>
  )
}
