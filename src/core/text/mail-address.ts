import { domainToASCII } from 'node:url'
import parseAddresses from 'nodemailer/lib/addressparser'

/** A recipient or sender: `{ name: 'Ops, Berlin', address: 'ops@example.org' }`. The name is empty where none is written. */
export interface MailAddress {
  readonly name: string
  readonly address: string
}

/** A list of mail addresses; `flaws` says which entries cannot be used, and why. */
export interface MailAddresses {
  readonly addresses: readonly MailAddress[]
  readonly flaws: readonly { readonly entry: string; readonly flaw: string }[]
}

/**
 * Reads a list of mail addresses the way mail programs write it: commas, semicolons or line breaks between, display names
 * allowed. Empty entries (a comma at the end) are skipped; domains may be internationalised, or local (`root@localhost`).
 */
export function readMailAddresses(text: string): MailAddresses {
  const addresses: MailAddress[] = []
  const flaws: { entry: string; flaw: string }[] = []
  for (const { name, address } of parseAddresses(text.replace(/[\r\n]+/g, ','), { flatten: true })) {
    const entry = [name, address].filter((part) => part !== '').join(' ')
    if (entry === '') continue
    const flaw = flawOf(address === '' ? name : address) ?? flawOfName(name, text)
    if (flaw === undefined) addresses.push({ name, address })
    else flaws.push({ entry, flaw })
  }
  return { addresses, flaws }
}

/** The address as a mail header has it: `ops@example.org`, or `"Ops, Berlin" <ops@example.org>`. */
export function mailAddressText({ name, address }: MailAddress): string {
  if (name === '') return address
  return /^[\w\s-]+$/.test(name) ? `${name} <${address}>` : `"${name.replace(/["\\]/g, '\\$&')}" <${address}>`
}

/** The domain of an address in ASCII: `ops@münchen.example` gives `xn--mnchen-3ya.example`. */
export function mailDomain(address: string): string {
  const domain = address.slice(address.lastIndexOf('@') + 1)
  return domain.startsWith('[') ? domain : domainToASCII(domain)
}

function flawOfName(name: string, text: string): string | undefined {
  if (name.includes('@')) return 'Put a comma between two addresses.'
  const isMarked = name === '' || /[<(]/.test(text)
  return isMarked ? undefined : 'Write the address in angle brackets after a name: Ops <ops@example.org>.'
}

function flawOf(address: string): string | undefined {
  const at = address.lastIndexOf('@')
  if (at === -1) return 'It has no @.'
  const local = address.slice(0, at)
  if (local === '') return 'Nothing stands before the @.'
  if (at === address.length - 1) return 'Nothing stands after the @.'
  if (/[\s@<>()[\]\\,;:"]/.test(local)) return 'The part before the @ has a sign that does not belong there.'
  const domain = mailDomain(address)
  const isLiteral = /^\[[0-9a-f.:]+\]$/i.test(domain)
  return isLiteral || /^(?!-)[a-z0-9-]+(\.[a-z0-9-]+)*$/i.test(domain)
    ? undefined
    : 'The part after the @ is no host name.'
}
