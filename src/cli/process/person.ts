import { execFile } from 'node:child_process'
import { userInfo } from 'node:os'
import { promisify } from 'node:util'

const GIT_LIMIT_MS = 2_000

/** The name of the person at the keyboard: that of git (`user.name`), else of the account. Empty where neither has one. */
export async function personName(folder: string): Promise<string> {
  const { stdout } = await promisify(execFile)('git', ['config', 'user.name'], {
    cwd: folder,
    timeout: GIT_LIMIT_MS,
  }).catch(() => ({ stdout: '' }))
  return stdout.trim() || accountName()
}

function accountName(): string {
  try {
    return userInfo().username
  } catch {
    return ''
  }
}
