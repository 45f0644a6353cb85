import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  closeSync,
  fstatSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { codeOf, type Log, MonitorError, messageOf } from '../../core/index.ts'

const KEY_BYTES = 32
const KEY_TEXT = /^([0-9a-f]{64})\n?$/

const fileIn = (stateDir: string) => join(stateDir, 'ack.key')

/**
 * The key that signs acknowledge links, from its file in the state folder. Creates the file, for its owner only, where there
 * is none, and corrects permissions that let others read it.
 * @throws MonitorError `ack_key` where it cannot be created or read, or is damaged
 */
export function openAckKey(stateDir: string, log: Pick<Log, 'warn'>): Buffer {
  const path = fileIn(stateDir)
  try {
    return readKey(path, log) ?? createKey(stateDir, path, log)
  } catch (error) {
    if (error instanceof MonitorError) throw error
    throw new MonitorError('ack_key', `the key of acknowledge links, ${path}, cannot be used: ${messageOf(error)}`, {
      hint: `Make the folder ${stateDir} and the file readable and writable for the user of the worker.`,
    })
  }
}

/** Undefined where there is no file. */
function readKey(path: string, log: Pick<Log, 'warn'>): Buffer | undefined {
  let file: number
  try {
    file = openSync(path, 'r')
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
  try {
    const isOpenToOthers = process.platform !== 'win32' && (fstatSync(file).mode & 0o077) !== 0
    if (isOpenToOthers) restrict(path, log)
    return keyIn(readFileSync(file, 'utf8'), path)
  } finally {
    closeSync(file)
  }
}

function restrict(path: string, log: Pick<Log, 'warn'>): void {
  try {
    chmodSync(path, 0o600)
    log.warn('others could read the key of acknowledge links; now only its owner can', { file: path })
  } catch (error) {
    const fields = { file: path, error: messageOf(error), todo: `chmod 600 ${path}` }
    log.warn('others can read the key of acknowledge links', fields)
  }
}

function keyIn(text: string, path: string): Buffer {
  const [, hex] = KEY_TEXT.exec(text) ?? []
  if (hex !== undefined) return Buffer.from(hex, 'hex')
  throw new MonitorError('ack_key', `the key of acknowledge links, ${path}, is damaged`, {
    hint: 'Delete the file and start the worker again: it makes a new one, and links in earlier messages no longer work.',
  })
}

/** Written whole under another name and then linked: no reader sees half of it, and of two that create it one wins. */
function createKey(stateDir: string, path: string, log: Pick<Log, 'warn'>): Buffer {
  mkdirSync(stateDir, { recursive: true, mode: 0o700 })
  const key = randomBytes(KEY_BYTES)
  const part = `${path}.${process.pid}.part`
  rmSync(part, { force: true })
  const file = openSync(part, 'wx', 0o600)
  try {
    writeFileSync(file, `${key.toString('hex')}\n`)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  try {
    linkSync(part, path)
    return key
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error
    return readKey(path, log) ?? key
  } finally {
    rmSync(part, { force: true })
  }
}
