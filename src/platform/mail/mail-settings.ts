/** A message as it goes out: the bytes are its headers and parts. */
export type Message = Readonly<{ id: string; from: string; to: string; bytes: Buffer }>

/**
 * How handing a message over ended. `later`: certainly not taken, try again. `refused`: never to be taken. `unknown`: it was handed
 * over wholly or in part, and nobody said whether it was taken.
 */
export type Outcome = Readonly<{ is: 'sent' | 'later' | 'refused' | 'unknown'; answer: string }>

/** Who takes messages away, for the length of one row of them. */
export type Carrying = Readonly<{
  carry: (message: Message) => Promise<Outcome>
  end: () => void
}>
export type Carrier = Readonly<{
  /** `folder`: they are kept beside the data and reach nobody. */
  kind: 'smtp' | 'folder'
  /** The folder, or the server without its password. */
  where: string
  begin: () => Carrying
}>

/** What sending mail needs. */
export type MailSettings = Readonly<{
  carrier: Carrier
  from: Readonly<{ name: string; address: string }>
  /** Where the pages of this program are, without a slash at the end. */
  siteUrl: () => string
  /** Whether staff may read the secrets of mails, which reach nobody else: in development only. */
  showsSecrets: boolean
}>

export type MailDeps = Readonly<{ mail: MailSettings }>
