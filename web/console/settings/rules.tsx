import { Button, Modal, NumberInput, Select, TextInput } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { changeSetting, listMarkets, listSettings } from '#modules/company/contract.ts'
import type { Inside } from '#shared/contract.ts'
import { useAct, useAnswer } from '#kit/answers.tsx'
import { DateText } from '#kit/date-text.tsx'
import { Panel } from '#kit/figures.tsx'
import { mayDo, useSession } from '#kit/session.ts'
import { Answer, useProblemSentence } from '#kit/states.tsx'

type Setting = Inside<typeof listSettings, 'response'>['settings'][number]
type Value = Setting['value']

/** What the company rules by a value that holds from a day on, for everybody or for one market. */
export function Rules() {
  const { t } = useTranslation()
  const asked = useAnswer(listSettings, {})
  const { data: session } = useSession()
  const [changed, setChanged] = useState<Setting>()
  const [opened, { open, close }] = useDisclosure(false)
  const change = (setting: Setting) => {
    setChanged(setting)
    open()
  }
  return (
    <Panel flush title={t('settings.rules')}>
      <Answer asked={asked} rows={5}>
        {({ settings }) => (
          <ul className="rules">
            {settings.map((setting) => (
              <li key={setting.name} className="rules__row">
                <span className="rules__words">
                  {t(`settings.rulesBy.${ruleKey(setting.name)}`, { defaultValue: setting.label })}
                  <span className="small soft">
                    <Elsewhere setting={setting} />
                  </span>
                </span>
                <strong className="number">
                  <ShownValue setting={setting} value={setting.value} />
                </strong>
                {mayDo(session, 'company.write') ? (
                  <Button size="xs" variant="default" onClick={() => change(setting)}>
                    {t('settings.change')}
                  </Button>
                ) : null}
              </li>
            ))}
          </ul>
        )}
      </Answer>
      <Modal opened={opened} onClose={close} title={t('settings.change')}>
        {changed ? <Change key={changed.name} setting={changed} onDone={close} /> : null}
      </Modal>
    </Panel>
  )
}

/** Names of settings hold dots, which would lead deeper in a catalogue. */
function ruleKey(name: string): string {
  return name.replaceAll('.', '_')
}

function ShownValue({ setting, value }: { setting: Setting; value: Value }) {
  const { t } = useTranslation()
  if (value === null) return t('settings.off')
  if (setting.kind === 'yes_no') return t(value === true ? 'settings.yes' : 'settings.no')
  if (setting.kind === 'choice') return t(`settings.choices.${ruleKey(setting.name)}.${String(value)}`)
  return String(value)
}

/** Values of single markets, and those that hold from a later day on. */
function Elsewhere({ setting }: { setting: Setting }) {
  const { t } = useTranslation()
  const markets = new Set(setting.history.map((one) => one.market).filter((market) => market !== null))
  const newest = [...markets].flatMap((market) => {
    const found = setting.history.find((one) => one.market === market)
    return found ? [found] : []
  })
  const [first] = setting.history.filter((one) => one.market === null)
  const comes = first !== undefined && first.value !== setting.value ? [first] : []
  return [...comes, ...newest].map((one) => (
    <div key={`${one.market} ${one.validFrom}`}>
      {one.market ?? t('settings.everywhere')}: <ShownValue setting={setting} value={one.value} />,{' '}
      {t('settings.from')} <DateText at={Date.parse(one.validFrom)} />
    </div>
  ))
}

const EVERYWHERE = ''

function Change({ setting, onDone }: { setting: Setting; onDone: () => void }) {
  const { t } = useTranslation()
  const sentence = useProblemSentence()
  const markets = useAnswer(listMarkets, {})
  const [value, setValue] = useState<Value>(setting.value)
  const [market, setMarket] = useState(EVERYWHERE)
  const [from, setFrom] = useState('')
  const send = useAct(changeSetting, { onDone })
  const label = t(`settings.rulesBy.${ruleKey(setting.name)}`, { defaultValue: setting.label })
  const submit = (event: React.FormEvent) => {
    event.preventDefault()
    const body = {
      market: market === EVERYWHERE ? null : market,
      value,
      ...(from === '' ? {} : { validFrom: from }),
    }
    send.mutate({ ask: { params: { name: setting.name }, body } })
  }
  return (
    <form className="form" onSubmit={submit} noValidate>
      <ValueField setting={setting} label={label} value={value} onChange={setValue} />
      <Select
        label={t('settings.where')}
        data={[
          { value: EVERYWHERE, label: t('settings.everywhere') },
          ...(markets.data?.markets ?? []).map(({ code, name }) => ({ value: code, label: name })),
        ]}
        value={market}
        onChange={(picked) => setMarket(picked ?? EVERYWHERE)}
        allowDeselect={false}
      />
      <TextInput
        type="date"
        label={t('settings.validFrom')}
        description={t('settings.validFromHint')}
        value={from}
        onChange={(event) => setFrom(event.currentTarget.value)}
      />
      {send.error === null ? null : (
        <p className="notice notice--harm" role="alert">
          {sentence(send.error)}
        </p>
      )}
      <div className="form__acts">
        <Button type="submit" loading={send.isPending} disabled={value === null && !setting.optional}>
          {t('settings.save')}
        </Button>
      </div>
    </form>
  )
}

function ValueField({
  setting,
  label,
  value,
  onChange,
}: {
  setting: Setting
  label: string
  value: Value
  onChange: (value: Value) => void
}) {
  const { t } = useTranslation()
  if (setting.kind === 'yes_no')
    return (
      <Select
        label={label}
        data={['yes', 'no'].map((word) => ({ value: word, label: t(`settings.${word}`) }))}
        value={value === true ? 'yes' : 'no'}
        onChange={(word) => onChange(word === 'yes')}
        allowDeselect={false}
      />
    )
  if (setting.kind === 'choice')
    return (
      <Select
        label={label}
        data={setting.choices.map((choice) => ({
          value: choice,
          label: t(`settings.choices.${ruleKey(setting.name)}.${choice}`),
        }))}
        value={String(value)}
        onChange={(choice) => onChange(choice)}
        allowDeselect={false}
      />
    )
  if (setting.kind === 'text')
    return (
      <TextInput
        label={label}
        value={typeof value === 'string' ? value : ''}
        onChange={(event) => onChange(event.currentTarget.value === '' ? null : event.currentTarget.value)}
      />
    )
  return (
    <NumberInput
      label={label}
      description={setting.optional ? t('settings.emptyIsOff') : undefined}
      allowDecimal={false}
      allowNegative={false}
      value={typeof value === 'number' ? value : ''}
      onChange={(typed) => onChange(typeof typed === 'number' ? typed : null)}
    />
  )
}
