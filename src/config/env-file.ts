import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { ConfigError, messageOf } from '../core/index.ts'

/**
 * The variables of a `.env` file in a folder; none where there is no such file. Reads UTF-8 and UTF-16, with or without a
 * byte order mark, as editors and shells of every system save it.
 * @throws ConfigError where `.env` is a folder or cannot be read
 */
export function readEnvFile(root: string): Readonly<Record<string, string | undefined>> {
  const path = join(root, '.env')
  if (!existsSync(path) || isPythonEnvironment(path)) return {}
  if (statSync(path).isDirectory()) {
    throw new ConfigError(`${path} is a folder, so no variable can be read from it`, [], {
      hint: 'Docker makes such a folder when a bind mount names a file that does not exist. Remove the folder, write the variables into a file of this name, and start again.',
    })
  }
  return parseEnv(textOf(bytesOf(path)))
}

/** `python -m venv .env` makes a folder of this name as well; it holds no variables. */
function isPythonEnvironment(path: string): boolean {
  return existsSync(join(path, 'pyvenv.cfg'))
}

function bytesOf(path: string): Buffer {
  try {
    return readFileSync(path)
  } catch (cause) {
    throw new ConfigError(`cannot read ${path}: ${messageOf(cause)}`, [], {
      hint: 'Let the user who runs Doorwatch read the file (chown or chmod), or remove it and set the variables in the environment.',
      cause,
    })
  }
}

function textOf(bytes: Buffer): string {
  return new TextDecoder(encodingOf(bytes)).decode(bytes)
}

/** Text of variables is mostly ASCII: in UTF-16 every other byte of it is zero. */
function encodingOf(bytes: Buffer): 'utf-8' | 'utf-16le' | 'utf-16be' {
  const [first, second] = bytes
  if (first === 0xff && second === 0xfe) return 'utf-16le'
  if (first === 0xfe && second === 0xff) return 'utf-16be'
  if (first !== 0 && second === 0) return 'utf-16le'
  return first === 0 && second !== 0 ? 'utf-16be' : 'utf-8'
}
