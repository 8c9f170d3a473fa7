import { useTranslation } from 'react-i18next'
import { atLeastPlaces, formatExact, formatPeriod, formatRate, sentenceCase } from '../format.ts'
import { useLocale } from '../locale.ts'
import { BigMoney, Money } from '../money.tsx'
import { Story, StoryStep } from '../steps.tsx'
import { Needs } from './needs.tsx'
import { OrdersStep } from './orders-step.tsx'
import { PathDrawing, type PathPerson } from './path-drawing.tsx'
import { RateStep } from './rate-step.tsx'
import { ReasonNothing } from './reason-nothing.tsx'
import { SourcesStep } from './sources-step.tsx'
import { shownName, type Explanation, type Group } from './told.ts'

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
 * Why an amount is what it is. An amount of many sources lists them, each leading to its own story; a story of one
 * source tells the way it took, its orders, who was skipped and what they missed, the rate, the rounding, down to the
 * cent. Told the same to the distributor and to staff. `linkTo` is the address of the story of one source.
 */
export function ExplanationStory({
  why,
  own,
  linkTo,
}: {
  why: Explanation
  own: boolean
  linkTo: (source: string) => string
}) {
  const { t } = useTranslation()
  const sources = new Set(why.groups.map((group) => group.source.code))
  const one = sources.size === 1 ? why.groups[0] : undefined
  const nothing = why.why.filter((reason) => reason.code !== 'paid')
  return (
    <>
      <WhyHead why={why} one={one} own={own} />
      {one && one.path.length > 1 ? (
        <Way group={one} you={own ? t('kit.story.you') : shownName(why.person)} />
      ) : null}
      <div className="why-story">
        {nothing.length > 0 && why.amount.minor === 0n ? <ReasonNothing reasons={nothing} own={own} /> : null}
        <Story>
          {one
            ? why.groups.map((group) => (
                <OrdersStep key={`${group.level}-${group.ratePpm}`} group={group} why={why} />
              ))
            : null}
          {sources.size > 1 ? <SourcesStep why={why} linkTo={linkTo} /> : null}
          {one ? <Skipped group={one} /> : null}
          {sources.size > 0 ? <RateStep why={why} group={one} /> : null}
          {sources.size > 0 ? <LastStep why={why} part={one !== undefined && why.more !== null} /> : null}
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

function WhyHead({ why, one, own }: { why: Explanation; one: Group | undefined; own: boolean }) {
  const { t } = useTranslation()
  const locale = useLocale()
  const you = own ? t('kit.story.toYou') : shownName(why.person)
  const part = one !== undefined && why.more !== null && why.groups.length === 1
  return (
    <header className="why-head">
      <p className="soft">
        <span className="term">{sentenceCase(why.bonus)}</span>, {formatPeriod(why.period, locale)}
      </p>
      {part ? (
        <span className="big-number big-number--huge">
          {formatExact(one.exact, why.amount.currency, locale)}
        </span>
      ) : (
        <BigMoney value={why.amount} huge />
      )}
      <p>{headline(why, one, t, locale, you)}</p>
    </header>
  )
}

function Way({ group, you }: { group: Group; you: string }) {
  const { t } = useTranslation()
  const locale = useLocale()
  const say = (stop: Group['path'][number], index: number) => {
    if (index === 0) return t('kit.story.ordered')
    if (stop.skipped !== null) return t('kit.story.skipped')
    if (stop.you) return t('kit.story.level', { level: stop.level })
    return stop.paidPpm > 0
      ? t('kit.story.took', { rate: formatRate(BigInt(stop.paidPpm), locale) })
      : t('kit.story.between')
  }
  return <PathDrawing label={t('kit.story.path')} people={pathPeople(group, say, you)} />
}

function Skipped({ group }: { group: Group }) {
  const { t } = useTranslation()
  const skipped = group.path.filter((stop, index) => stop.skipped !== null && index > 0)
  if (skipped.length === 0) return null
  return (
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
  )
}

/** Rounding happens once, over the whole bonus; a part of it only says where it goes. */
function LastStep({ why, part }: { why: Explanation; part: boolean }) {
  const { t } = useTranslation()
  if (part) {
    return (
      <StoryStep title={t('kit.story.partTitle')}>
        <p className="soft">{t('kit.story.partBody', { count: why.more?.groups ?? 0 })}</p>
      </StoryStep>
    )
  }
  return (
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
  )
}

function headline(
  why: Explanation,
  one: Group | undefined,
  t: ReturnType<typeof useTranslation>['t'],
  locale: string,
  you: string,
): string {
  if (why.groups.length === 0 || why.amount.minor === 0n) return t('kit.story.nothing')
  if (!one) return t('kit.story.many', { count: why.groups.length + (why.more?.groups ?? 0) })
  const values = {
    name: shownName(one.source),
    count: one.orders.length + (one.moreOrders?.orders ?? 0),
    rate: formatRate(BigInt(one.ratePpm), locale),
    you,
  }
  return t(one.level === 0 ? 'kit.story.headOwn' : 'kit.story.headTeam', values)
}
