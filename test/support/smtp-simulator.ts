import { createServer, type Socket } from 'node:net'

/** What goes wrong with the next message: how the server behaves once it has the whole of it, or before. */
export type SmtpFault =
  /** The message was taken, and the connection is lost before anybody is told. */
  | 'cut_after_message'
  | 'cut_before_data'
  | 'busy_after_message'
  /** The message was taken, and nobody is told before `letGo`. */
  | 'hold_after_message'
  | 'hold_before_data'

export type TakenMessage = Readonly<{ from: string; to: string; text: string; signedIn: string | undefined }>

/** A server that takes mails, as far as it speaks SMTP (RFC 5321) to whoever sends one: no TLS, one recipient each. */
export type SmtpSimulator = Readonly<{
  /** `smtp://…`, without user and password. */
  url: string
  taken: () => readonly TakenMessage[]
  /** What happens to the next messages, one after the other. */
  failNext: (...faults: SmtpFault[]) => void
  /** Recipients that there are none of. */
  refuse: (address: string) => void
  /** How many conversations are held. */
  held: () => number
  /** Says to all that are held that their message was taken. */
  letGo: () => void
  connections: () => number
  stop: () => Promise<void>
}>

type Session = { from: string; to: string; isData: boolean; text: string; signedIn: string | undefined }

/** Starts the simulator on a free port of this machine. */
export async function startSmtpSimulator(options: { password?: string } = {}): Promise<SmtpSimulator> {
  const taken: TakenMessage[] = []
  const faults: SmtpFault[] = []
  const refused = new Set<string>()
  const sockets = new Set<Socket>()
  const held = new Set<() => void>()
  let connections = 0
  const server = createServer((socket) => {
    connections += 1
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => undefined)
    const say = (line: string): void => void socket.write(`${line}\r\n`)
    const session: Session = { from: '', to: '', isData: false, text: '', signedIn: undefined }
    let rest = ''
    const endOfMessage = (): void => {
      session.isData = false
      const { from, to, signedIn } = session
      const fault = faults.shift()
      if (fault === 'busy_after_message') return say('451 4.3.0 Try again later')
      // A dot that begins a line was doubled on the way.
      taken.push({ from, to, signedIn, text: session.text.replaceAll(/^\./gm, '') })
      if (fault === 'cut_after_message') return void socket.destroy()
      if (fault === 'hold_after_message') return void held.add(() => say('250 2.0.0 Taken'))
      return say('250 2.0.0 Taken')
    }
    const hear = (line: string): void => {
      if (session.isData) {
        if (line === '.') return endOfMessage()
        session.text += `${line}\r\n`
        return
      }
      if (/^DATA$/i.test(line) && /before_data/.test(faults[0] ?? '')) {
        const cut = (): void => void socket.destroy()
        return faults.shift() === 'cut_before_data' ? cut() : void held.add(cut)
      }
      say(answerTo(line, session, { refused, password: options.password }))
      if (/^QUIT$/i.test(line)) socket.end()
    }
    socket.setEncoding('utf8')
    socket.on('data', (piece: string) => {
      const lines = (rest + piece).split('\r\n')
      rest = lines.pop() ?? ''
      lines.forEach(hear)
    })
    say('220 simulator ESMTP')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the simulator has no port')
  return {
    url: `smtp://127.0.0.1:${address.port}`,
    taken: () => [...taken],
    failNext: (...next) => void faults.push(...next),
    refuse: (recipient) => void refused.add(recipient),
    held: () => held.size,
    letGo: () => {
      for (const goOn of held) goOn()
      held.clear()
    },
    connections: () => connections,
    stop: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function answerTo(
  line: string,
  session: Session,
  rules: Readonly<{ refused: ReadonlySet<string>; password: string | undefined }>,
): string {
  const { password } = rules
  if (/^EHLO /i.test(line))
    return password === undefined ? '250 simulator' : '250-simulator\r\n250 AUTH PLAIN'
  const proof = /^AUTH PLAIN (.+)$/i.exec(line)?.[1]
  if (proof !== undefined) {
    const [, user = '', given] = Buffer.from(proof, 'base64').toString('utf8').split('\0')
    if (given !== password) return '535 5.7.8 Wrong password'
    session.signedIn = user
    return '235 2.7.0 Welcome'
  }
  const from = /^MAIL FROM:<(.*?)>/i.exec(line)?.[1]
  if (from !== undefined) {
    if (password !== undefined && session.signedIn === undefined) return '530 5.7.0 Sign in first'
    Object.assign(session, { from, to: '', text: '' })
    return '250 2.1.0 Good'
  }
  const to = /^RCPT TO:<(.*?)>/i.exec(line)?.[1]
  if (to !== undefined) {
    if (rules.refused.has(to)) return '550 5.1.1 No such mailbox'
    session.to = to
    return '250 2.1.5 Good'
  }
  if (/^DATA$/i.test(line)) {
    session.isData = true
    return '354 Go on'
  }
  if (/^(RSET|NOOP)$/i.test(line)) return '250 2.0.0 Good'
  return /^QUIT$/i.test(line) ? '221 2.0.0 Bye' : '502 5.5.2 What?'
}
