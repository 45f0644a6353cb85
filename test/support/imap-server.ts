import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import PostalMime, { type Email } from 'postal-mime'

/** A message in the one folder (INBOX) of a small IMAP4rev1 server. */
interface StoredMail {
  readonly uid: number
  readonly source: Buffer
  readonly parsed: Email
  readonly flags: Set<string>
}

export interface ImapServer {
  /** imap://reader@127.0.0.1:port */
  readonly url: string
  readonly mails: readonly StoredMail[]
  /** Puts a message in and tells everybody who idles there. */
  deliver(source: Buffer): Promise<StoredMail>
  /** Every command line that clients sent. */
  readonly commands: readonly string[]
  stop(): Promise<void>
}

interface Options {
  readonly user?: string
  readonly password: string
  /** Without it, clients have to ask again and again. */
  readonly idle?: boolean
}

interface Client {
  readonly socket: Socket
  idling: string | undefined
  selected: boolean
}

/** As much of RFC 3501 (and IDLE, UIDPLUS) as a client needs that logs in, looks into INBOX, reads, marks and deletes. */
export async function startImapServer({ user = 'reader', password, idle = true }: Options): Promise<ImapServer> {
  const mails: StoredMail[] = []
  const clients = new Set<Client>()
  const commands: string[] = []
  const capabilities = `IMAP4rev1 AUTH=PLAIN UIDPLUS${idle ? ' IDLE' : ''}`
  let uidNext = 1

  const server = createServer((socket) => {
    const client: Client = { socket, idling: undefined, selected: false }
    clients.add(client)
    socket.on('close', () => clients.delete(client)).on('error', () => {})
    socket.write(`* OK [CAPABILITY ${capabilities}] ready\r\n`)
    let rest = ''
    let plain: string | undefined
    socket.setEncoding('latin1').on('data', (text: string) => {
      rest += text
      for (let end = rest.indexOf('\r\n'); end >= 0; end = rest.indexOf('\r\n')) {
        const line = rest.slice(0, end)
        rest = rest.slice(end + 2)
        if (plain !== undefined) plain = authenticate(client, plain, line)
        else if (/^\S+ AUTHENTICATE PLAIN$/i.test(line)) {
          plain = line.split(' ')[0]
          socket.write('+ \r\n')
        } else obey(client, line)
      }
    })
  })

  function authenticate({ socket }: Client, tag: string, answer: string): undefined {
    const [, name, word] = Buffer.from(answer, 'base64').toString().split('\0')
    const good = name === user && word === password
    socket.write(
      good ? `${tag} OK [CAPABILITY ${capabilities}] welcome\r\n` : `${tag} NO [AUTHENTICATIONFAILED] no\r\n`,
    )
  }

  function obey(client: Client, line: string): void {
    commands.push(line)
    if (client.idling !== undefined && line.toUpperCase() === 'DONE') {
      client.socket.write(`${client.idling} OK idle ended\r\n`)
      client.idling = undefined
      return
    }
    const [, tag = '*', verb = '', rest = ''] = /^(\S+) (UID \S+|\S+) ?(.*)$/.exec(line) ?? []
    const answer = COMMANDS[verb.toUpperCase()]?.(client, rest, tag)
    if (answer === undefined) client.socket.write(`${tag} BAD ${verb} is unknown\r\n`)
    else if (answer !== '') client.socket.write(`${answer}${tag} OK ${verb} done\r\n`, 'latin1')
    if (verb.toUpperCase() === 'LOGOUT') client.socket.end()
  }

  const COMMANDS: Readonly<Record<string, (client: Client, rest: string, tag: string) => string>> = {
    CAPABILITY: () => `* CAPABILITY ${capabilities}\r\n`,
    NOOP: () => `* ${mails.length} EXISTS\r\n`,
    LIST: (_client, rest) => `* LIST (\\HasNoChildren) "/" ${/""\s*$/.test(rest) ? '""' : 'INBOX'}\r\n`,
    LSUB: () => '* LSUB () "/" INBOX\r\n',
    LOGOUT: () => '* BYE see you\r\n',
    SELECT(client, rest, tag) {
      if (!/^"?INBOX"?$/i.test(rest)) {
        client.socket.write(`${tag} NO [NONEXISTENT] no such folder\r\n`)
        return ''
      }
      client.selected = true
      return (
        `* FLAGS (\\Seen \\Deleted)\r\n* ${mails.length} EXISTS\r\n* OK [PERMANENTFLAGS (\\Seen \\Deleted)] ok\r\n` +
        `* OK [UIDVALIDITY 7] ok\r\n* OK [UIDNEXT ${uidNext}] ok\r\n`
      )
    },
    IDLE(client, _rest, tag) {
      client.idling = tag
      client.socket.write('+ idling\r\n')
      return ''
    },
    'UID FETCH': (_client, rest) =>
      chosen(rest)
        .map(([mail, number]) => fetched(mail, number, rest))
        .join('') || NOTHING,
    'UID STORE'(_client, rest) {
      const flags = /\((.*)\)/.exec(rest)?.[1]?.split(' ') ?? []
      for (const [mail] of chosen(rest)) for (const flag of flags) mail.flags.add(flag)
      return NOTHING
    },
    'UID EXPUNGE'(_client, rest) {
      const deleted = chosen(rest).filter(([mail]) => mail.flags.has('\\Deleted'))
      for (const [mail] of deleted) mails.splice(mails.indexOf(mail), 1)
      return deleted.map(([, number]) => `* ${number} EXPUNGE\r\n`).join('') || NOTHING
    },
  }

  /** The messages a UID set means, with their sequence numbers; `n:*` always means the last one too. */
  function chosen(rest: string): readonly (readonly [StoredMail, number])[] {
    const [, first = '', upTo] = /^(\d+|\*)(?::(\d+|\*))?/.exec(rest) ?? []
    const last = mails.at(-1)?.uid ?? 0
    const uidOf = (text: string) => (text === '*' ? last : Number(text))
    const [low, high] = [uidOf(first), uidOf(upTo ?? first)].sort((one, other) => one - other) as [number, number]
    return mails.flatMap((mail, index) => (mail.uid >= low && mail.uid <= high ? [[mail, index + 1] as const] : []))
  }

  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `imap://${user}@127.0.0.1:${(server.address() as AddressInfo).port}`,
    mails,
    commands,
    async deliver(source) {
      const mail = { uid: uidNext, source, parsed: await PostalMime.parse(source), flags: new Set<string>() }
      uidNext += 1
      mails.push(mail)
      for (const { socket, idling } of clients) if (idling) socket.write(`* ${mails.length} EXISTS\r\n`)
      return mail
    },
    async stop() {
      for (const { socket } of clients) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

/** The command is valid and has no result. */
const NOTHING = '* OK nothing more\r\n'

function fetched(mail: StoredMail, number: number, rest: string): string {
  const parts = [`UID ${mail.uid}`, `FLAGS (${[...mail.flags].join(' ')})`]
  if (/ENVELOPE/i.test(rest)) parts.push(`ENVELOPE ${envelopeOf(mail.parsed)}`)
  const piece = /BODY(?:\.PEEK)?\[\](?:<(\d+)\.(\d+)>)?/i.exec(rest)
  if (piece) {
    const [, from = '0', count = '1000000'] = piece
    const bytes = mail.source.subarray(Number(from), Number(from) + Number(count))
    parts.push(`BODY[]${piece[1] === undefined ? '' : `<${from}>`} {${bytes.length}}\r\n${bytes.toString('latin1')}`)
  }
  return `* ${number} FETCH (${parts.join(' ')})\r\n`
}

function envelopeOf({ date, subject, from, to, cc, messageId }: Email): string {
  const list = (addresses: Email['to']) => {
    const each = (addresses ?? []).map(({ name, address = '' }) => {
      const [box = '', host = ''] = address.split('@')
      return `(${quoted(name)} NIL ${quoted(box)} ${quoted(host)})`
    })
    return each.length > 0 ? `(${each.join('')})` : 'NIL'
  }
  const sender = list(from ? [from] : [])
  const when = date === undefined ? undefined : new Date(date).toUTCString().replace('GMT', '+0000')
  return `(${quoted(when)} ${quoted(subject)} ${sender} ${sender} ${sender} ${list(to)} ${list(cc)} NIL NIL ${quoted(messageId)})`
}

function quoted(text: string | undefined): string {
  return text ? `"${text.replace(/["\\\r\n]/g, '_')}"` : 'NIL'
}
