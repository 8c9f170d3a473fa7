import { useTranslation } from 'react-i18next'
import { Link, useParams, useSearchParams } from 'react-router'
import { expectedPay, explainMine, showStatement } from '#modules/compensation/contract.ts'
import type { Inside } from '#shared/contract.ts'
import { useAnswer } from '#kit/answers.tsx'
import { sentenceCase } from '#kit/format.ts'
import { Money } from '#kit/money.tsx'
import { Answer, Empty } from '#kit/states.tsx'
import { ExplanationStory } from '#kit/why/explanation.tsx'
import { partAddress, partIn, type Part } from '#kit/why/told.ts'
import { TopBar } from '../parts/top-bar.tsx'

/** "Why this amount?": the story in steps. Without a bonus in the address it offers those of the month. */
export function Component() {
  const { t } = useTranslation()
  const { period = '' } = useParams()
  const [params] = useSearchParams()
  const bonus = params.get('bonus')
  const part = partIn(params)
  return (
    <>
      <TopBar
        title={t('why.title')}
        back={
          Object.keys(part).length === 0 || bonus === null
            ? '/money'
            : `/money/${period}/why?bonus=${encodeURIComponent(bonus)}`
        }
      />
      {bonus === null ? <Choice period={period} /> : <Story period={period} bonus={bonus} part={part} />}
    </>
  )
}

function Story({ period, bonus, part }: { period: string; bonus: string; part: Part }) {
  const asked = useAnswer(explainMine, { query: { period, bonus, ...part } })
  return (
    <Answer asked={asked} rows={9}>
      {(why) => (
        <ExplanationStory
          why={why}
          own
          linkTo={(to) => `/money/${period}/why?bonus=${encodeURIComponent(bonus)}${partAddress(to)}`}
        />
      )}
    </Answer>
  )
}

function Choice({ period }: { period: string }) {
  const expected = useAnswer(expectedPay, { query: {} })
  const statement = useAnswer(
    showStatement,
    { params: { period } },
    { enabled: expected.data !== undefined && expected.data.period !== period },
  )
  const isOpen = expected.data === undefined || expected.data.period === period
  return (
    <Answer<{ byBonus: readonly Paid[] }> asked={isOpen ? expected : statement} rows={4}>
      {({ byBonus }) => <Bonuses period={period} bonuses={byBonus} />}
    </Answer>
  )
}

type Paid = Readonly<Pick<Inside<typeof expectedPay, 'response'>['byBonus'][number], 'bonus' | 'amount'>>

function Bonuses({ period, bonuses }: { period: string; bonuses: readonly Paid[] }) {
  const { t } = useTranslation()
  if (bonuses.length === 0) return <Empty title={t('why.noneTitle')} body={t('why.noneBody')} />
  return (
    <ul>
      {bonuses.map((entry) => (
        <li key={entry.bonus}>
          <Link className="list-row" to={`/money/${period}/why?bonus=${encodeURIComponent(entry.bonus)}`}>
            <span>{sentenceCase(entry.bonus)}</span>
            <strong>
              <Money value={entry.amount} />
            </strong>
          </Link>
        </li>
      ))}
    </ul>
  )
}
