import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'

/** Whether this machine can show windows off screen, and has a browser with windows. */
export const HAS_DISPLAY =
  existsSync('/usr/bin/Xvfb') && ['/usr/bin/chromium', '/usr/bin/google-chrome'].some((path) => existsSync(path))

/** A screen in memory; `name` is what DISPLAY says. */
export async function startDisplay(): Promise<{ readonly name: string; stop(): void }> {
  const server: ChildProcess = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1280x800x24'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  })
  const output = server.stdio[3]
  const number = await new Promise<string>((resolve, reject) => {
    server.once('error', reject)
    server.once('exit', (code) => reject(new Error(`Xvfb ended with ${code}`)))
    output?.once('data', (text: Buffer) => resolve(text.toString().trim()))
  })
  return { name: `:${number}`, stop: () => void server.kill() }
}
