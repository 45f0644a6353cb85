import { type ChildProcess, fork } from 'node:child_process'
import { join } from 'node:path'
import { bundleModule } from '../../../src/bundle/index.ts'
import { PACKAGE_ROOT } from '../../../src/package/index.ts'

const CACHE = join(PACKAGE_ROOT, '.doorwatch/cache')

/** Starts a file of this folder as a process; gives it and the first thing it says. */
export async function startChild<T>(name: string): Promise<{ readonly child: ChildProcess; readonly hello: T }> {
  const module = await bundleModule(join(PACKAGE_ROOT, 'test/bench/engine', name), CACHE)
  const child = fork(module, [], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  const hello = await new Promise<T>((resolve, reject) => {
    child.once('message', (message) => resolve(message as T))
    child.once('exit', (code) => reject(new Error(`${name} ended with ${code}`)))
  })
  return { child, hello }
}

/** Asks a child something and waits for its answer. */
export function ask<T>(child: ChildProcess, question: unknown): Promise<T> {
  return new Promise((resolve) => {
    child.once('message', (message) => resolve(message as T))
    child.send(question as object)
  })
}
