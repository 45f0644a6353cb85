import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

/** A process that listens on a port. */
interface PortHolder {
  readonly pid: number
  /** Its command line, at most 100 characters. */
  readonly command: string
}

const LISTENING = '0A'

/**
 * The process that listens on a TCP port of this machine. Undefined where the system does not show it: not Linux, or a
 * process of another user.
 */
export function portHolder(port: number): PortHolder | undefined {
  try {
    const inodes = listeningInodes(port)
    return inodes.length === 0 ? undefined : holderOf(inodes)
  } catch {
    return undefined
  }
}

/** `process 4711 (node dist/main.js start)`, or `another program` if the system does not show the process. */
export function holderText(port: number): string {
  const holder = portHolder(port)
  return holder === undefined ? 'another program' : `process ${holder.pid} (${holder.command})`
}

/** Rows of /proc/net/tcp: local address and port in hexadecimal, state, and in column ten the inode of the socket. */
function listeningInodes(port: number): readonly string[] {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`
  return ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((file) =>
    linesOf(file).flatMap((line) => {
      const columns = line.trim().split(/\s+/)
      const [, local = '', , state] = columns
      return local.endsWith(suffix) && state === LISTENING && columns[9] ? [columns[9]] : []
    }),
  )
}

function linesOf(file: string): readonly string[] {
  try {
    return readFileSync(file, 'utf8').split('\n').slice(1)
  } catch {
    return []
  }
}

function holderOf(inodes: readonly string[]): PortHolder | undefined {
  const wanted = inodes.map((inode) => `socket:[${inode}]`)
  const pid = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .find((name) => openFiles(name).some((target) => wanted.includes(target)))
  return pid === undefined ? undefined : { pid: Number(pid), command: commandOf(pid) }
}

function openFiles(pid: string): readonly string[] {
  const folder = `/proc/${pid}/fd`
  try {
    return readdirSync(folder).map((name) => {
      try {
        return readlinkSync(`${folder}/${name}`)
      } catch {
        return ''
      }
    })
  } catch {
    return []
  }
}

/** Values of options that are named like secrets are left out. */
function commandOf(pid: string): string {
  const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').filter(Boolean)
  const redacted = words.map((word) => word.replace(/^(--?[\w-]*(?:key|token|secret|password|pass)[\w-]*=).*/i, '$1…'))
  return redacted.join(' ').replace(/\s+/g, ' ').slice(0, 100)
}
