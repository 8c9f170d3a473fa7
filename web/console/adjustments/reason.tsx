import { Button, Textarea } from '@mantine/core'
import { useTranslation } from 'react-i18next'

/** The end of every form that asks for a correction: the reason, what is wrong elsewhere, and the button. */
export function ReasonAndSend(props: {
  reason: string
  onReason: (reason: string) => void
  wrong: string | undefined
  elsewhere: string | undefined
  isPending: boolean
  isReady: boolean
  act: string
}) {
  const { t } = useTranslation()
  return (
    <>
      <Textarea
        label={t('adjustments.reason')}
        description={t('adjustments.reasonHint')}
        autosize
        minRows={2}
        maxLength={1000}
        value={props.reason}
        error={props.wrong}
        onChange={(event) => props.onReason(event.currentTarget.value)}
      />
      {props.elsewhere === undefined ? null : (
        <p className="notice notice--harm" role="alert">
          {props.elsewhere}
        </p>
      )}
      <div className="form__acts">
        <Button
          type="submit"
          loading={props.isPending}
          disabled={!props.isReady || props.reason.trim().length < 3}
        >
          {props.act}
        </Button>
      </div>
    </>
  )
}
