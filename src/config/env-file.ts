import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { ConfigError, messageOf } from '../core/index.ts'

/**
 * The variables of the `.env` file in a folder; none if there is no such file. Reads UTF-8 and UTF-16 (PowerShell), with or
 * without a byte order mark.
 * @throws ConfigError if `.env` is a folder or cannot be read
 */
export function readEnvFile(root: string): Readonly<Record<string, string | undefined>> {
  const path = join(root, '.env')
  if (!existsSync(path) || isPythonEnvironment(path)) return {}
  if (statSync(path).isDirectory()) {
    throw new ConfigError(`${path} is a folder, not a file with variables`, [], {
      hint: 'Docker creates such a folder if a bind mount refers to a file that does not exist. Remove the folder, create a file with this name and the variables, and start again.',
    })
  }
  return parseEnv(textOf(bytesOf(path)))
}

/** `python -m venv .env` creates a folder with this name; it is no mistake. */
function isPythonEnvironment(path: string): boolean {
  return existsSync(join(path, 'pyvenv.cfg'))
}

function bytesOf(path: string): Buffer {
  try {
    return readFileSync(path)
  } catch (cause) {
    throw new ConfigError(`cannot read ${path}: ${messageOf(cause)}`, [], {
      hint: 'Give the user who runs Doorwatch read access to the file (chown or chmod), or remove it and set the variables in the environment.',
      cause,
    })
  }
}

function textOf(bytes: Buffer): string {
  return new TextDecoder(encodingOf(bytes)).decode(bytes)
}

/** The encoding by byte order mark, else by the first two bytes: variables are mostly ASCII, so UTF-16 has every other byte zero. */
function encodingOf(bytes: Buffer): 'utf-8' | 'utf-16le' | 'utf-16be' {
  const [first, second] = bytes
  if (first === 0xff && second === 0xfe) return 'utf-16le'
  if (first === 0xfe && second === 0xff) return 'utf-16be'
  if (first !== 0 && second === 0) return 'utf-16le'
  return first === 0 && second !== 0 ? 'utf-16be' : 'utf-8'
}
