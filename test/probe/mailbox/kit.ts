import { type Mail, readMail } from '../../../src/probe/mailbox/mail.ts'

const part = (type: string, body: string) =>
  body === '' ? '' : `--x\r\nContent-Type: text/${type}; charset=utf-8\r\n\r\n${body}\r\n`

/** A mail with a text part, an HTML part or both, read as it comes over the wire. */
export function mailOf(parts: {
  readonly text?: string
  readonly html?: string
  readonly subject?: string
}): Promise<Mail> {
  const { text = '', html = '', subject = 'Hello' } = parts
  const head = `Subject: =?utf-8?B?${Buffer.from(subject).toString('base64')}?=\r\nContent-Type: multipart/alternative; boundary=x\r\n\r\n`
  return readMail(1, Buffer.from(`${head}${part('plain', text)}${part('html', html)}--x--\r\n`))
}
