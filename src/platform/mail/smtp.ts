import { Readable } from 'node:stream'
import SMTPConnection from 'nodemailer/lib/smtp-connection'
import { z } from 'zod'
import type { Carrier, Carrying, Message, Outcome } from './mail-settings.ts'

const CONNECT_MS = 15_000
const SILENCE_MS = 30_000
const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]'])
const DEFAULT_PORTS: Readonly<Record<string, number>> = { 'smtp:': 587, 'smtps:': 465 }

/**
 * Hands messages to the server of an address such as `smtps://user:password@mail.example.com`. `smtp://` changes to TLS where the
 * server offers it; a password travels without only to this very machine.
 */
export function smtpCarrier(
  address: string,
  timeouts = { connectMs: CONNECT_MS, silenceMs: SILENCE_MS },
): Carrier {
  const url = new URL(address)
  return {
    kind: 'smtp',
    where: url.host,
    begin: () => conversation(url, timeouts),
  }
}

/** One connection for one message after the other; after trouble the next message begins another one. */
function conversation(url: URL, timeouts: { connectMs: number; silenceMs: number }): Carrying {
  let open: SMTPConnection | undefined
  return {
    carry: async (message) => {
      try {
        open ??= await connect(url, timeouts)
      } catch (error) {
        return { is: 'later', answer: toldBy(error) }
      }
      const outcome = await handOver(open, message)
      if (outcome.is !== 'sent') {
        open.close()
        open = undefined
      }
      return outcome
    },
    end: () => open?.quit(),
  }
}

async function connect(
  url: URL,
  timeouts: { connectMs: number; silenceMs: number },
): Promise<SMTPConnection> {
  const hasPassword = url.username !== ''
  const connection = new SMTPConnection({
    host: url.hostname.replaceAll(/^\[|\]$/g, ''),
    port: url.port === '' ? DEFAULT_PORTS[url.protocol] : Number(url.port),
    secure: url.protocol === 'smtps:',
    requireTLS: url.protocol === 'smtp:' && hasPassword && !LOOPBACK.has(url.hostname),
    connectionTimeout: timeouts.connectMs,
    greetingTimeout: timeouts.connectMs,
    socketTimeout: timeouts.silenceMs,
  })
  try {
    await new Promise<void>((resolve, reject) => {
      connection.once('error', reject)
      connection.connect((error) => (error ? reject(error) : resolve()))
    })
    if (hasPassword) await signIn(connection, url)
  } catch (error) {
    // What is told of later is the same trouble, which has been heard of.
    connection.on('error', () => undefined)
    connection.close()
    throw error
  }
  connection.removeAllListeners('error')
  connection.on('error', () => undefined)
  return connection
}

function signIn(connection: SMTPConnection, url: URL): Promise<void> {
  const [user, pass] = [decodeURIComponent(url.username), decodeURIComponent(url.password)]
  return new Promise((resolve, reject) => {
    connection.login({ user, pass }, (error) => (error ? reject(error) : resolve()))
  })
}

async function handOver(connection: SMTPConnection, message: Message): Promise<Outcome> {
  let isHandedOver = false
  // It is read once the server has asked for it, and not before.
  const bytes = new Readable({
    read() {
      isHandedOver = true
      this.push(message.bytes)
      this.push(null)
    },
  })
  const envelope = { from: message.from, to: [message.to], size: message.bytes.length }
  return new Promise((resolve) => {
    connection.send(envelope, bytes, (error, sent) => {
      if (error) resolve({ is: ending(error, isHandedOver), answer: toldBy(error) })
      else resolve({ is: 'sent', answer: short(sent.response ?? '') })
    })
  })
}

const trouble = z.object({ responseCode: z.number().optional(), command: z.string().optional() })

/** What an error means for the message. A sender that is refused or a wrong password says nothing about this message. */
function ending(error: unknown, isHandedOver: boolean): Outcome['is'] {
  const { responseCode, command } = trouble.safeParse(error).data ?? {}
  if (responseCode === undefined) return isHandedOver ? 'unknown' : 'later'
  const isAboutMessage = command === 'RCPT TO' || command === 'DATA'
  return isAboutMessage && responseCode >= 500 ? 'refused' : 'later'
}

const ANSWER_LENGTH_MAX = 300

function toldBy(error: unknown): string {
  return short(error instanceof Error ? error.message : String(error))
}

function short(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim().slice(0, ANSWER_LENGTH_MAX)
}
