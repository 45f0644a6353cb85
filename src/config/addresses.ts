import { z } from 'zod'

/** The parts of an address, as they are written. */
interface Parts {
  readonly user: string | undefined
  readonly host: string
  readonly port: string | undefined
  /** What follows host and port. */
  readonly rest: string
}

/** An address that answers while our own network works: http(s)://… or tcp://host:port. */
export const controlAddress = addressOf(
  'an address such as https://example.org or tcp://1.1.1.1:53',
  /^(https?|tcp):$/,
  ({ user, host, port, rest }, scheme) => {
    if (user !== undefined) return 'Leave the name and the password out of it: any answer will do.'
    if (scheme !== 'tcp:') return undefined
    if (port === undefined) return `tcp:// needs a port as well: tcp://${host}:443`
    return rest === '' || rest === '/' ? undefined : 'Nothing follows the port in tcp://host:port.'
  },
)

/** Where mails are read: imaps://name@host:993, or imap:// for STARTTLS. */
export const mailboxAddress = addressOf(
  'an address such as imaps://name@imap.example.org',
  /^imaps?:$/,
  ({ user, rest }) => {
    if (!user) return 'The name to sign in with stands before the host: imaps://name@imap.example.org'
    if (user.includes(':')) return "The password does not belong here: password: env('NAME')"
    if (user.includes('@')) return 'An @ in the name is written %40.'
    if (!isEscaped(user)) return 'The sign % begins an escape such as %40; itself it is written %25.'
    return rest === '' || rest === '/' ? undefined : 'Nothing follows the host; the folder has a key of its own: folder'
  },
)

/** Where people reach the dashboard, with a slash at its end: what follows is appended. */
export const publicAddress = addressOf(
  'an address such as https://doorwatch.example.org',
  /^https?:$/,
  ({ user, rest }) => {
    if (user !== undefined) return 'Leave the name and the password out of it: it is sent with every alert.'
    return /[?#]/.test(rest) ? 'Leave out what follows ? or #: alerts append their own.' : undefined
  },
).transform((text) => (text.endsWith('/') ? text : `${text}/`))

/** Where mails are handed in. */
export const smtpAddress = z.string().superRefine((text, context) => {
  const hint = smtpFlaw(text)
  if (hint === undefined) return
  const message = 'an address such as smtps://user:password@mail.example.org:465'
  context.addIssue({ code: 'custom', message, params: { hint, hidden: true } })
})

/** What is wrong with the address of a mail server, as what to do about it. Never repeats a part of the password. */
export function smtpFlaw(text: string): string | undefined {
  const [, scheme = '', rest = ''] = /^([a-z]+:)\/\/(.*)$/is.exec(text) ?? []
  if (!/^smtps?:$/i.test(scheme)) return 'It begins with smtps:// (TLS, port 465) or smtp:// (STARTTLS, port 587).'
  const unescaped = unescapedSign(rest)
  if (unescaped !== undefined) {
    const escaped = `%${unescaped.charCodeAt(0).toString(16).toUpperCase()}`
    return `In the user or password, write the sign ${unescaped} as ${escaped}: unescaped it means something else in an address.`
  }
  return flawIn(rest, () => (URL.canParse(text) ? undefined : 'Its host cannot be read.'))
}

/** The first sign in user or password that has to be escaped there. What follows the last @ is the host. */
function unescapedSign(rest: string): string | undefined {
  const end = rest.lastIndexOf('@')
  // An @ among the options of the address (`host/?name=a@b`) ends no password.
  if (end === -1 || /^([^/?#]*@)?[^/?#@:]+(:\d+)?\/?\?\w+=/.test(rest)) return undefined
  return /[/?#]/.exec(rest.slice(0, end))?.[0]
}

/** A text that is such an address. `flawOf` tells what is wrong with the parts of one, as what to do about it. */
function addressOf(expected: string, schemes: RegExp, flawOf: (parts: Parts, scheme: string) => string | undefined) {
  return z.string().superRefine((text, context) => {
    const [, scheme = '', rest = ''] = /^([a-z]+:)\/\/(.*)$/is.exec(text) ?? []
    const hint = schemes.test(scheme.toLowerCase()) ? flawIn(rest, (parts) => flawOf(parts, scheme.toLowerCase())) : ''
    if (hint === undefined && URL.canParse(text)) return
    context.addIssue({ code: 'custom', message: expected, ...(hint ? { params: { hint } } : {}) })
  })
}

function flawIn(text: string, flawOf: (parts: Parts) => string | undefined): string | undefined {
  const [, user, host = '', port, rest = ''] =
    /^(?:([^/?#]*)@)?(\[[^\]/?#]*\]|[^:/?#]*)(?::([^/?#]*))?(.*)$/s.exec(text) ?? []
  if (host === '') return 'There is no host in it.'
  if (port !== undefined && !isPort(port)) return 'A port is a number from 1 to 65535.'
  return flawOf({ user, host, port, rest })
}

function isPort(text: string): boolean {
  return /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65_535
}

function isEscaped(text: string): boolean {
  try {
    return decodeURIComponent(text) !== ''
  } catch {
    return false
  }
}
