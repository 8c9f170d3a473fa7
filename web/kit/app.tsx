import { MantineProvider, mergeThemeOverrides, Modal, Notification } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import type { QueryClient } from '@tanstack/react-query'
import type { i18n } from 'i18next'
import { StrictMode, useMemo, type ReactNode } from 'react'
import { I18nextProvider } from 'react-i18next'
import type { Realm } from '#shared/realm.ts'
import { AnswersProvider } from './answers.tsx'
import { resolveVariables, theme } from './theme.ts'

/** Everything that a page of console or office stands in: texts, theme, answers, notices. */
export function AppFrame({
  texts,
  client,
  realm,
  children,
}: {
  texts: i18n
  client: QueryClient
  realm: Realm
  children: ReactNode
}) {
  // The cross of a dialog or a notice is a drawing, and says aloud what it does.
  const spoken = useMemo(() => {
    const closeButtonProps = { 'aria-label': texts.t('kit.close') }
    const components = {
      Modal: Modal.extend({ defaultProps: { closeButtonProps } }),
      Notification: Notification.extend({ defaultProps: { closeButtonProps } }),
    }
    return mergeThemeOverrides(theme, { components })
  }, [texts])
  return (
    <StrictMode>
      <I18nextProvider i18n={texts}>
        <MantineProvider theme={spoken} cssVariablesResolver={resolveVariables} defaultColorScheme="auto">
          <Notifications position="bottom-right" limit={3} />
          <AnswersProvider client={client} realm={realm}>
            {children}
          </AnswersProvider>
        </MantineProvider>
      </I18nextProvider>
    </StrictMode>
  )
}
