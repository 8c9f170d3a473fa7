import { join } from 'node:path'
import type { Config } from '../config/config.ts'
import { folderCarrier } from './mail-folder.ts'
import type { MailSettings } from './mail-settings.ts'
import { smtpCarrier } from './smtp.ts'

/** How mails go as it is configured: by the server, or into a folder of the data, where secrets in them may be read in development. */
export function mailSettingsOf(
  config: Pick<Config, 'smtpUrl' | 'mailFrom' | 'dataDir' | 'production'>,
  siteUrl: () => string,
): MailSettings {
  const { smtpUrl, mailFrom, dataDir, production } = config
  return {
    carrier: smtpUrl === undefined ? folderCarrier(join(dataDir, 'mail')) : smtpCarrier(smtpUrl),
    from: mailFrom,
    siteUrl,
    showsSecrets: smtpUrl === undefined && !production,
  }
}
