import { Button, Switch, Textarea, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { myPickUp, putMyPickUp } from '#modules/shipping/contract.ts'
import type { Inside } from '#shared/contract.ts'
import { useAct, useAnswer } from '#kit/answers.tsx'
import { LeaveGuard, useContractForm } from '#kit/contract-form.tsx'
import { Answer, Empty } from '#kit/states.tsx'
import { TopBar } from '../parts/top-bar.tsx'

type Shown = Inside<typeof myPickUp, 'response'>
const FIELDS = ['name', 'line1', 'line2', 'postalCode', 'city', 'region'] as const

/** Where and when I hand orders over. */
export function Component() {
  const { t } = useTranslation()
  const asked = useAnswer(myPickUp, {})
  return (
    <>
      <TopBar title={t('pickUp.title')} back="/sell" />
      <Answer asked={asked}>
        {(shown) =>
          shown.isOffered || shown.place ? (
            <PickUpForm shown={shown} />
          ) : (
            <Empty title={t('pickUp.notOffered')} body={t('pickUp.notOfferedBody')} />
          )
        }
      </Answer>
    </>
  )
}

function PickUpForm({ shown }: { shown: Shown }) {
  const { t } = useTranslation()
  const { place, country } = shown
  const [initial] = useState({
    isOpen: place?.isOpen ?? true,
    name: place?.name ?? '',
    line1: place?.line1 ?? '',
    line2: place?.line2 ?? '',
    postalCode: place?.postalCode ?? '',
    city: place?.city ?? '',
    region: place?.region ?? '',
    country: place?.country ?? country,
    times: place?.times ?? '',
  })
  const [isSaved, setSaved] = useState(false)
  const put = useAct(putMyPickUp, {
    onDone: () => {
      setSaved(true)
      notifications.show({ message: t('pickUp.saved') })
    },
  })
  const form = useContractForm({
    shape: putMyPickUp.body,
    initial,
    send: (body) => put.mutateAsync({ ask: { body } }),
  })
  return (
    <section className="section section--line">
      <LeaveGuard when={form.dirty && !isSaved} />
      <p className="soft" style={{ paddingBottom: 12 }}>
        {t('pickUp.lead')}
      </p>
      <form className="form" onSubmit={(event) => void form.submit(event)} noValidate>
        <Switch
          size="md"
          label={t('pickUp.isOpen')}
          checked={form.values['isOpen'] === true}
          onChange={(event) => form.set('isOpen', event.currentTarget.checked)}
        />
        {FIELDS.map((field) => (
          <TextInput key={field} size="md" label={t(`pickUp.${field}`)} {...form.field(field)} />
        ))}
        <Textarea
          size="md"
          label={t('pickUp.times')}
          description={t('pickUp.timesHint')}
          autosize
          minRows={2}
          {...form.field('times')}
        />
        {form.failure === undefined ? null : (
          <p className="notice notice--harm" role="alert">
            {form.failure}
          </p>
        )}
        <Button type="submit" size="lg" loading={form.sending}>
          {t('pickUp.save')}
        </Button>
      </form>
    </section>
  )
}
