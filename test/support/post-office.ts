import { once } from 'node:events'
import type { AddressInfo, Server } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { SMTPServer } from 'smtp-server'
import { type ImapServer, startImapServer } from './imap-server.ts'

/** Real post: what is handed in over SMTP can be read over IMAP. */
export interface PostOffice {
  /** smtp://127.0.0.1:port */
  readonly smtpUrl: string
  readonly imap: ImapServer
  stop(): Promise<void>
}

export async function startPostOffice(
  password: string,
  options: { readonly idle?: boolean } = {},
): Promise<PostOffice> {
  const imap = await startImapServer({ password, ...options })
  const smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onData(stream, _session, done) {
      buffer(stream)
        .then((source) => imap.deliver(source))
        .then(
          () => done(),
          (error: Error) => done(error),
        )
    },
  })
  const server = smtp.listen(0, '127.0.0.1') as unknown as Server
  await once(server, 'listening')
  return {
    smtpUrl: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    imap,
    async stop() {
      await new Promise<void>((resolve) => smtp.close(() => resolve()))
      await imap.stop()
    },
  }
}

/** A plain mail as bytes, for what no service sent. */
export function mailSource(fields: {
  readonly to: string
  readonly subject?: string
  readonly text: string
  readonly date?: Date
}): Buffer {
  const { to, subject = 'Hello', text, date = new Date() } = fields
  return Buffer.from(
    `From: Service <no-reply@service.example>\r\nTo: <${to}>\r\nSubject: ${subject}\r\nDate: ${date.toUTCString()}\r\n` +
      `Message-ID: <${Math.random().toString(36).slice(2)}@service.example>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n${text}\r\n`,
  )
}
