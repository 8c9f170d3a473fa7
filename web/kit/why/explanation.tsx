import { useTranslation } from 'react-i18next'
import type { explainMine } from '#modules/compensation/contract.ts'
import type { Inside } from '#shared/contract.ts'
import { DateText } from '../date-text.tsx'
import { atLeastPlaces, formatPeriod, formatRate, formatVolume, sentenceCase } from '../format.ts'
import { useLocale } from '../locale.ts'
import { BigMoney, Money } from '../money.tsx'
import { Story, StoryStep } from '../steps.tsx'
import { Rate, Volume } from '../volume.tsx'
import { Needs } from './needs.tsx'
import { PathDrawing, type PathPerson } from './path-drawing.tsx'
import { ReasonNothing } from './reason-nothing.tsx'

export type Explanation = Inside<typeof explainMine, 'response'>
export type Group = Explanation['groups'][number]

/** A name as far as the viewer may see it; otherwise the code. */
export function shownName(person: Readonly<{ code: string; name: string | null }>): string {
  return person.name ?? person.code
}

function pathPeople(
  group: Group,
  say: (stop: Group['path'][number], index: number) => string,
  you: string,
): readonly PathPerson[] {
  return group.path.map((stop, index) => ({
    key: `${stop.person.code}-${index}`,
    person: {
      name: shownName(stop.person),
      health: stop.skipped === 'not_active' ? 'lapsing' : stop.skipped === null ? 'active' : 'inactive',
      ...(stop.person.rank === null ? {} : { rankName: stop.person.rank }),
    },
    name: stop.you ? you : (shownName(stop.person).split(' ')[0] ?? ''),
    role: say(stop, index),
    skipped: stop.skipped !== null && index > 0,
    earns: stop.you,
  }))
}

/**
 * Why an amount is what it is: the way it took, its orders, who was skipped and what they missed, the rate, the
 * rounding, down to the cent. Told the same to the distributor and to staff.
 */
export function ExplanationStory({ why, own }: { why: Explanation; own: boolean }) {
  const { t } = useTranslation()
  const locale = useLocale()
  const group = why.groups[0]
  const you = own ? t('kit.story.you') : shownName(why.person)
  const say = (stop: Group['path'][number], index: number) =>
    index === 0
      ? t('kit.story.ordered')
      : stop.skipped !== null
        ? t('kit.story.skipped')
        : stop.you
          ? t('kit.story.level', { level: stop.level })
          : stop.paidPpm > 0
            ? t('kit.story.took', { rate: formatRate(BigInt(stop.paidPpm), locale) })
            : t('kit.story.between')
  const skipped = group?.path.filter((stop, index) => stop.skipped !== null && index > 0) ?? []
  const nothing = why.why.filter((reason) => reason.code !== 'paid')
  return (
    <>
      <header className="why-head">
        <p className="soft">
          <span className="term">{sentenceCase(why.bonus)}</span>, {formatPeriod(why.period, locale)}
        </p>
        <BigMoney value={why.amount} huge />
        <p>{headline(why, group, t, locale, own ? t('kit.story.toYou') : you)}</p>
      </header>
      {group && group.path.length > 1 ? (
        <PathDrawing label={t('kit.story.path')} people={pathPeople(group, say, you)} />
      ) : null}
      <div className="why-story">
        {nothing.length > 0 && why.amount.minor === 0n ? <ReasonNothing reasons={nothing} own={own} /> : null}
        <Story>
          {why.groups.map((entry) => (
            <Orders key={`${entry.source.code}-${entry.level}-${entry.ratePpm}`} group={entry} why={why} />
          ))}
          {skipped.length > 0 ? (
            <StoryStep title={t('kit.story.skippedTitle', { count: skipped.length })}>
              <p className="soft">{t('kit.story.skippedBody')}</p>
              {skipped.map((stop) => (
                <div key={stop.person.code} className="missing">
                  <p className="strong">
                    {t(`kit.story.skip.${stop.skipped ?? 'not_active'}`, { name: shownName(stop.person) })}
                  </p>
                  <Needs needs={stop.needs} />
                </div>
              ))}
            </StoryStep>
          ) : null}
          {why.groups.length > 0 ? <RateStep why={why} /> : null}
          {why.groups.length > 0 ? (
            <StoryStep title={t('kit.story.rounded')}>
              <div className="calc">
                <span className="soft">
                  {t(`kit.story.rule.${why.rounding.rule}`, { defaultValue: why.rounding.rule })}
                </span>
                <span>
                  <Money value={why.amount} bare />
                </span>
              </div>
            </StoryStep>
          ) : null}
        </Story>
        <div className="sum sum--double">
          <span>{t('kit.story.total', { bonus: why.bonus })}</span>
          <BigMoney value={why.amount} />
        </div>
        {why.unpaid === null ? null : (
          <p className="soft small">
            {t('kit.story.unpaid', { count: why.unpaid.orders, amount: atLeastPlaces(why.unpaid.exact, 2) })}
          </p>
        )}
      </div>
    </>
  )
}

function headline(
  why: Explanation,
  group: Group | undefined,
  t: ReturnType<typeof useTranslation>['t'],
  locale: string,
  you: string,
): string {
  if (!group || why.amount.minor === 0n) return t('kit.story.nothing')
  if (why.groups.length > 1)
    return t('kit.story.many', { count: why.groups.length + (why.more?.groups ?? 0) })
  const values = {
    name: shownName(group.source),
    count: group.orders.length + (group.moreOrders?.orders ?? 0),
    rate: formatRate(BigInt(group.ratePpm), locale),
    you,
  }
  return t(group.level === 0 ? 'kit.story.headOwn' : 'kit.story.headTeam', values)
}

function Orders({ group, why }: { group: Group; why: Explanation }) {
  const { t } = useTranslation()
  const locale = useLocale()
  return (
    <StoryStep
      title={t('kit.story.ordersOf', {
        name: shownName(group.source),
        period: formatPeriod(why.period, locale, 'month'),
      })}
    >
      <div className="why-lines">
        <div className="sum tiny quiet">
          <span>{t('kit.story.order')}</span>
          <span className="term">{why.baseVolume}</span>
        </div>
        {group.orders.map((order) => (
          <div key={order.code} className="sum">
            <span>
              <span className="good strong number">{order.code}</span>{' '}
              <span className="soft small">
                {order.type === 'return' ? t('kit.story.returned') : null} <DateText at={order.at} />
              </span>
            </span>
            <span className={order.base < 0n ? 'harm' : undefined}>
              <Volume micro={order.base} unit="" places={2} />
            </span>
          </div>
        ))}
        {group.moreOrders === null ? null : (
          <div className="sum soft">
            <span>{t('kit.story.moreOrders', { count: group.moreOrders.orders })}</span>
          </div>
        )}
        <div className="sum sum--total">
          <span>{t('kit.story.counts')}</span>
          <Volume micro={group.base} unit="" places={2} />
        </div>
        <div className="calc">
          <span>
            <Volume micro={group.base} unit="" places={2} /> × <Rate ppm={BigInt(group.ratePpm)} /> =
          </span>
          <span>{atLeastPlaces(group.exact, 2)}</span>
        </div>
      </div>
    </StoryStep>
  )
}

function RateStep({ why }: { why: Explanation }) {
  const { t } = useTranslation()
  const locale = useLocale()
  const { rate } = why
  return (
    <StoryStep title={t('kit.story.rate', { rate: formatRate(BigInt(rate.ratePpm), locale) })}>
      <p className="soft">
        {rate.by === null || rate.volume === null
          ? t('kit.story.rateFixed', { volume: why.baseVolume, value: why.unitValue })
          : t('kit.story.rateBy', {
              by: rate.by,
              volume: formatVolume(rate.volume, '', locale),
              from: formatVolume(rate.from ?? 0n, '', locale),
              base: why.baseVolume,
              value: why.unitValue,
            })}
      </p>
      {rate.next === null ? null : (
        <p className="small soft">
          {t('kit.story.rateNext', {
            missing: formatVolume(rate.next.missing, '', locale),
            rate: formatRate(BigInt(rate.next.ratePpm), locale),
          })}
        </p>
      )}
      <div className="calc">
        <span className="soft">{t('kit.story.beforeRounding')}</span>
        <span>{atLeastPlaces(why.exact, 2)}</span>
      </div>
    </StoryStep>
  )
}
