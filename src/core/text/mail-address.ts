import { domainToASCII } from 'node:url'
import parseAddresses from 'nodemailer/lib/addressparser'

/** A recipient or sender: `{ name: 'Ops, Berlin', address: 'ops@example.org' }`. The name may be empty. */
export interface MailAddress {
  readonly name: string
  readonly address: string
}

/** A list of mail addresses; `flaws` has the entries that cannot be used, with the reason. */
interface MailAddresses {
  readonly addresses: readonly MailAddress[]
  readonly flaws: readonly { readonly entry: string; readonly flaw: string }[]
}

/**
 * Parses a list of mail addresses as mail programs write it: separated by commas, semicolons or line breaks, with optional
 * display names. Skips empty entries (a trailing comma). Domains may be internationalised, or local (`root@localhost`).
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

/** The address in the form of a mail header: `ops@example.org`, or `"Ops, Berlin" <ops@example.org>`. */
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
  if (/[\s@<>()[\]\\,;:"]/.test(local)) return 'The part before the @ has a character that is not allowed there.'
  const domain = mailDomain(address)
  const isLiteral = /^\[[0-9a-f.:]+\]$/i.test(domain)
  return isLiteral || /^(?!-)[a-z0-9-]+(\.[a-z0-9-]+)*$/i.test(domain)
    ? undefined
    : 'The part after the @ is not a host name.'
}
