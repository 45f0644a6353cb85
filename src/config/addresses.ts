import * as z from 'zod'

/** The parts of an address, unparsed. */
interface Parts {
  readonly user: string | undefined
  readonly host: string
  readonly port: string | undefined
  /** Everything after host and port. */
  readonly rest: string
}

/** A control address, which answers while the monitor's network works: http(s)://… or tcp://host:port. */
export const controlAddress = addressOf(
  'an address such as https://example.org or tcp://1.1.1.1:53',
  /^(https?|tcp):$/,
  ({ user, host, port, rest }, scheme) => {
    if (user !== undefined) return 'Remove the user name and password: a control only has to answer.'
    if (scheme !== 'tcp:') return undefined
    if (port === undefined) return `Add a port: tcp://${host}:443`
    return rest === '' || rest === '/' ? undefined : 'Remove everything after the port: tcp://host:port'
  },
)

/** The address of a mailbox: imaps://name@host:993, or imap:// for STARTTLS. */
export const mailboxAddress = addressOf(
  'an address such as imaps://name@imap.example.org',
  /^imaps?:$/,
  ({ user, rest }) => {
    if (!user) return 'Add the user name before the host: imaps://name@imap.example.org'
    if (user.includes(':'))
      return "Remove the password from the address and set it by its own key: password: env('NAME')"
    if (user.includes('@')) return 'Write @ in the user name as %40.'
    if (!isEscaped(user)) return 'Write % in the user name as %25, unless it begins an escape such as %40.'
    return rest === '' || rest === '/'
      ? undefined
      : 'Remove everything after the host. Set the folder by its own key: folder'
  },
)

/** The address of the dashboard for readers of alerts, with a slash at its end so that paths can be appended. */
export const publicAddress = addressOf(
  'an address such as https://doorwatch.example.org',
  /^https?:$/,
  ({ user, rest }) => {
    if (user !== undefined) return 'Remove the user name and password: every alert contains this address.'
    return /[?#]/.test(rest) ? 'Remove everything from ? or # on: alerts append their own query.' : undefined
  },
).transform((text) => (text.endsWith('/') ? text : `${text}/`))

/** The address that takes traces: as it is written, because collectors differ in the path. */
export const traceAddress = addressOf(
  'an address such as http://127.0.0.1:4318/v1/traces',
  /^https?:$/,
  ({ user, rest }) => {
    if (user !== undefined)
      return "Remove the user name and password and set them as a header: headers: { authorization: env('NAME') }"
    return rest === '' || rest === '/' ? 'Add the path; at most collectors it is /v1/traces.' : undefined
  },
)

/** The address of a mail server. */
export const smtpAddress = z.string().superRefine((text, context) => {
  const hint = smtpFlaw(text)
  if (hint === undefined) return
  const message = 'an address such as smtps://user:password@mail.example.org:465'
  context.addIssue({ code: 'custom', message, params: { hint, hidden: true } })
})

/** How to correct the address of a mail server; undefined if it is valid. Never contains a part of the password. */
export function smtpFlaw(text: string): string | undefined {
  const [, scheme = '', rest = ''] = /^([a-z]+:)\/\/(.*)$/is.exec(text) ?? []
  if (!/^smtps?:$/i.test(scheme))
    return 'Begin the address with smtps:// (TLS, port 465) or smtp:// (STARTTLS, port 587).'
  const unescaped = unescapedSign(rest)
  if (unescaped !== undefined) {
    const escaped = `%${unescaped.charCodeAt(0).toString(16).toUpperCase()}`
    return `In the user name or password, write the sign ${unescaped} as ${escaped}: unescaped, it ends that part of the address.`
  }
  return flawIn(rest, () =>
    URL.canParse(text) ? undefined : 'Correct the host: it is not a valid host name or IP address.',
  )
}

/** The first sign in user name or password that must be escaped. The host begins after the last @. */
function unescapedSign(rest: string): string | undefined {
  const end = rest.lastIndexOf('@')
  // An @ in the query (`host/?name=a@b`) does not end a password.
  if (end === -1 || /^([^/?#]*@)?[^/?#@:]+(:\d+)?\/?\?\w+=/.test(rest)) return undefined
  return /[/?#]/.exec(rest.slice(0, end))?.[0]
}

/** A schema for addresses with these schemes. `flawOf` returns how to correct the parts, or undefined if they are valid. */
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
  if (host === '') return 'Add a host.'
  if (port !== undefined && !isPort(port)) return 'Use a port from 1 to 65535.'
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
