import { useTranslation } from 'react-i18next'

/** Tells that the address of the account is not confirmed yet, and has the mail sent again. */
export function ConfirmNotice({ failure, isDone }: { failure: string | undefined; isDone: boolean }) {
  const { t } = useTranslation()
  return (
    <form className="notice confirm-notice" method="post" id="confirm">
      <input type="hidden" name="of" value="confirm" />
      <p>{isDone ? t('account.confirmSent') : t('account.notConfirmed')}</p>
      {failure === undefined ? null : <p role="alert">{failure}</p>}
      {isDone ? null : (
        <button type="submit" className="text-link">
          {t('account.confirmAgain')}
        </button>
      )}
    </form>
  )
}
