import { Button, NumberInput, Switch, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { showPartyRewards } from '#modules/orders/contract/parties.ts'
import type { Inside } from '#shared/contract.ts'

export type Gives = Inside<typeof showPartyRewards, 'response'>['tiers'][number]['gives'][number]

export const newGift: Gives = { name: '', title: '', uses: 1, days: 60 }

const PPM_PER_PERCENT = 10_000
const SMALLEST_PERCENT = 0.0001
/** What a share begins with when it is switched on: 10 %. */
const USUAL_PPM = 100_000

/** A percentage as whole parts per million. */
function ppmOf(percent: number): number {
  return Math.min(1_000_000, Math.max(1, Math.round(percent * PPM_PER_PERCENT)))
}

/** What a step gives; each has its name, and is taken out again. */
export function GivesFields({
  gives,
  onChange,
}: {
  gives: readonly Gives[]
  onChange: (gives: readonly Gives[]) => void
}) {
  const { t } = useTranslation()
  return (
    <>
      {gives.map((one, at) => (
        // oxlint-disable-next-line react/no-array-index-key -- a name that is being typed is none yet
        <div key={at} className="party-gift">
          <GiftFields one={one} onChange={(next) => onChange(gives.with(at, next))} />
          <Button variant="subtle" size="xs" onClick={() => onChange(gives.toSpliced(at, 1))}>
            {t('parties.rules.remove')}
          </Button>
        </div>
      ))}
      <Button
        variant="subtle"
        size="xs"
        className="party-rule__amount"
        onClick={() => onChange([...gives, newGift])}
      >
        {t('parties.rules.addGift')}
      </Button>
    </>
  )
}

/** One thing that hosts get: so often, or as a credit of a share of the sales. */
export function GiftFields({ one, onChange }: { one: Gives; onChange: (one: Gives) => void }) {
  const { t } = useTranslation()
  return (
    <>
      <TextInput
        label={t('parties.rules.name')}
        value={one.name}
        onChange={(event) => onChange({ ...one, name: event.currentTarget.value })}
      />
      <TextInput
        label={t('parties.rules.titleField')}
        value={one.title}
        onChange={(event) => onChange({ ...one, title: event.currentTarget.value })}
      />
      <Switch
        className="party-rule__amount"
        label={t('parties.rules.isCredit')}
        checked={one.creditPpm !== undefined}
        onChange={(event) =>
          onChange({ ...one, uses: 1, creditPpm: event.currentTarget.checked ? USUAL_PPM : undefined })
        }
      />
      {one.creditPpm === undefined ? (
        <Whole
          label={t('parties.rules.uses')}
          value={one.uses}
          onChange={(uses) => onChange({ ...one, uses })}
        />
      ) : (
        <NumberInput
          className="party-rule__amount"
          label={t('parties.rules.share')}
          suffix=" %"
          min={SMALLEST_PERCENT}
          max={100}
          decimalScale={4}
          allowNegative={false}
          value={one.creditPpm / PPM_PER_PERCENT}
          onChange={(typed) =>
            onChange({ ...one, creditPpm: ppmOf(typeof typed === 'number' ? typed : SMALLEST_PERCENT) })
          }
        />
      )}
      <Whole
        label={t('parties.rules.days')}
        value={one.days}
        onChange={(days) => onChange({ ...one, days })}
      />
    </>
  )
}

/** A field for a whole number. */
export function Whole({
  label,
  value,
  least = 1,
  mayWrite = true,
  onChange,
}: {
  label: string
  value: number
  least?: number
  mayWrite?: boolean
  onChange: (value: number) => void
}) {
  return (
    <NumberInput
      className="party-rule__amount"
      label={label}
      min={least}
      max={1000}
      allowDecimal={false}
      allowNegative={false}
      disabled={!mayWrite}
      value={value}
      onChange={(typed) => onChange(typeof typed === 'number' ? typed : least)}
    />
  )
}
