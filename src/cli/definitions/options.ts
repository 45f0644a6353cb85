import { homedir } from 'node:os'
import { InvalidArgumentError, Option } from 'commander'
import { DAY, MonitorError, messageOf, parseDuration } from '../../core/index.ts'
import { expandHome } from '../../package/index.ts'
import { isEmail } from '../../setup/init/index.ts'

const LONGEST_SPAN = 3_660 * DAY

/** `--config <file>`, which every command takes that reads the configuration. */
export function configOption(): Option {
  return pathOption('-c, --config <file>', 'configuration file (default: doorwatch.config.ts, else the sandbox demo)')
}

/** An option that takes a path. Expands `~` in `--config=~/x`: a shell does so only at the beginning of a word. */
export function pathOption(flags: string, description: string): Option {
  return new Option(flags, description).argParser((text) =>
    parseWith((path) => expandHome(path, process.env.HOME || homedir()), text),
  )
}

/** `--since <span>`, in ms. */
export function sinceOption(description: string): Option {
  return new Option('--since <span>', description).argParser(parseSpan)
}

/** `--port <port>` */
export function portOption(description: string): Option {
  return new Option('-p, --port <port>', description).argParser(parsePort)
}

/** '1h' as ms; above zero, at most ten years. */
export function parseSpan(text: string): number {
  const span = parseWith(parseDuration, text)
  if (span > 0 && span <= LONGEST_SPAN) return span
  throw new InvalidArgumentError(
    span > 0 ? 'Give a span of at most ten years.' : 'Give a span above zero, such as 30m.',
  )
}

/** NaN for anything but digits: an empty text, as of a variable that is not set, is no zero. */
function wholeNumberOf(text: string): number {
  return /^\d+$/.test(text) ? Number(text) : Number.NaN
}

export function parsePort(text: string): number {
  const port = wholeNumberOf(text)
  if (port <= 65_535) return port
  throw new InvalidArgumentError('Give a whole number from 0 to 65535; 0 takes any free port.')
}

/** The wait after each action of `--slow-mo`, ms. */
export function parsePause(text: string): number {
  const ms = wholeNumberOf(text)
  if (ms >= 1 && ms <= 5_000) return ms
  throw new InvalidArgumentError('Give 1 to 5000 milliseconds, and write probe names before --slow-mo.')
}

/** An address of a server: http or https, without a name and a password. */
export function parseAddress(text: string): string {
  if (/^https?:\/\/[^/?#\s@]+(\/[^?#\s]*)?$/.test(text)) return text
  throw new InvalidArgumentError('Give an address, such as https://doorwatch.example.')
}

export function parseCount(text: string): number {
  const count = wholeNumberOf(text)
  if (count >= 1 && Number.isSafeInteger(count)) return count
  throw new InvalidArgumentError('Give a whole number from 1.')
}

/** The seed of a drill. */
export function parseSeed(text: string): number {
  const seed = wholeNumberOf(text)
  if (seed <= 2 ** 31) return seed
  throw new InvalidArgumentError('Give a whole number from 0 to 2147483648.')
}

export function parseShare(text: string): number {
  const share = Number(text)
  if (share > 0 && share <= 1) return share
  throw new InvalidArgumentError('Give a number above 0 and up to 1, such as 0.3.')
}

export function parseEmail(text: string): string {
  if (isEmail(text)) return text
  throw new InvalidArgumentError('Give an e-mail address, such as ops@example.org.')
}

export function parseSmtp(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url && /^smtps?:$/.test(url.protocol) && url.hostname !== '') return text
  throw new InvalidArgumentError('Give the address of a mail server, such as smtp://127.0.0.1:1025.')
}

function parseWith<T>(parse: (text: string) => T, text: string): T {
  try {
    return parse(text)
  } catch (error) {
    const hint = error instanceof MonitorError && error.hint ? ` ${error.hint}` : ''
    throw new InvalidArgumentError(`${messageOf(error)}.${hint}`)
  }
}
