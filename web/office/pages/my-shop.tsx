import { Button, FileButton, Switch, Textarea, TextInput } from '@mantine/core'
import { IconCamera } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { changeMyShop } from '#modules/field/contract.ts'
import { removeMyPhoto, sendMyPhoto, showMyShop } from '#modules/field/contract/faces.ts'
import type { Inside } from '#shared/contract.ts'
import { useAct, useAnswer } from '#kit/answers.tsx'
import { useContractForm } from '#kit/contract-form.tsx'
import { Photo } from '#kit/goods-picture.tsx'
import { Answer, Failed } from '#kit/states.tsx'
import { TopBar } from '../parts/top-bar.tsx'

type Face = Inside<typeof showMyShop, 'response'>

/** How the own shop shows its owner: address, photo and greeting. */
export function Component() {
  const { t } = useTranslation()
  const asked = useAnswer(showMyShop, {})
  return (
    <>
      <TopBar title={t('myShop.title')} back="/sell" />
      <Answer asked={asked}>
        {(face) => (
          <>
            {face.waiting === null ? null : (
              <section className="section" style={{ paddingBlock: '0 var(--space-3)' }}>
                <p className="notice">{t('myShop.waits')}</p>
              </section>
            )}
            <PhotoPart face={face} />
            <Words face={face} />
          </>
        )}
      </Answer>
    </>
  )
}

function PhotoPart({ face }: { face: Face }) {
  const { t } = useTranslation()
  const send = useAct(sendMyPhoto)
  const remove = useAct(removeMyPhoto)
  const photo = face.waiting?.photo ?? face.photo
  const take = async (file: File | null) => {
    if (file) send.mutate({ ask: { body: new Uint8Array(await file.arrayBuffer()) } })
  }
  return (
    <section className="section" style={{ paddingTop: 0 }}>
      <div className="stack">
        <div className="shop-photo">
          {photo ? (
            <Photo
              image={photo}
              folder="shop-photos"
              sizes="(min-width: 600px) 440px, 100vw"
              alt={t('myShop.photo')}
            />
          ) : (
            <span className="quiet">{t('myShop.noPhoto')}</span>
          )}
        </div>
        {send.error ? <Failed error={send.error} /> : null}
        {remove.error ? <Failed error={remove.error} /> : null}
        <div className="row" style={{ flexWrap: 'wrap' }}>
          <FileButton onChange={(file) => void take(file)} accept="image/*">
            {(props) => (
              <Button
                {...props}
                size="lg"
                variant="default"
                loading={send.isPending}
                leftSection={<IconCamera size={18} aria-hidden />}
              >
                {t(photo ? 'myShop.another' : 'myShop.choose')}
              </Button>
            )}
          </FileButton>
          {photo ? (
            <Button
              size="lg"
              variant="subtle"
              color="clay"
              loading={remove.isPending}
              onClick={() => remove.mutate({ ask: {} })}
            >
              {t('myShop.remove')}
            </Button>
          ) : null}
        </div>
      </div>
    </section>
  )
}

function Words({ face }: { face: Face }) {
  const { t } = useTranslation()
  const [isSaved, setSaved] = useState(false)
  const change = useAct(changeMyShop, { onDone: () => setSaved(true) })
  const form = useContractForm({
    shape: changeMyShop.body,
    initial: {
      shopName: face.shopName ?? '',
      greeting: face.waiting?.greeting ?? face.greeting,
      findable: face.findable,
    },
    // An empty greeting is one, too.
    send: (body) => change.mutateAsync({ ask: { body: { ...body, greeting: body.greeting } } }),
  })
  return (
    <section className="section section--line">
      <form className="form" onSubmit={(event) => void form.submit(event)} noValidate>
        <TextInput
          size="md"
          label={t('myShop.address')}
          description={t('myShop.addressHint', { address: `${window.location.host}/` })}
          autoComplete="off"
          autoCapitalize="none"
          {...form.field('shopName')}
        />
        <Textarea
          size="md"
          label={t('myShop.greeting')}
          description={t('myShop.greetingHint')}
          autosize
          minRows={3}
          maxLength={300}
          {...form.field('greeting')}
        />
        <Switch
          size="md"
          label={t('myShop.findable')}
          checked={form.values['findable'] === true}
          onChange={(event) => form.set('findable', event.currentTarget.checked)}
        />
        {form.failure === undefined ? null : (
          <p className="notice notice--harm" role="alert">
            {form.failure}
          </p>
        )}
        {isSaved ? <output className="notice notice--good">{t('myShop.saved')}</output> : null}
        <div className="row" style={{ flexWrap: 'wrap' }}>
          <Button type="submit" size="lg" loading={form.sending}>
            {t('myShop.save')}
          </Button>
          {face.shopName === null ? null : (
            <Button component="a" href={`/${face.shopName}`} size="lg" variant="default">
              {t('myShop.look')}
            </Button>
          )}
        </div>
      </form>
    </section>
  )
}
