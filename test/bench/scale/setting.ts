import { type ChildProcess, fork, spawn } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bundleModule } from '../../../src/bundle/index.ts'
import { PACKAGE_ROOT } from '../../../src/package/index.ts'

const HERE = join(PACKAGE_ROOT, 'test/bench/scale')

export interface Service {
  readonly url: string
  /** Breaks it, lets it hang, or changes nothing; gives how many alerts it received so far. */
  say(word: { readonly down?: boolean; readonly hanging?: boolean }): Promise<number>
  end(): void
}

/** Starts the service in a process of its own, so that its CPU is measured apart. */
export async function startService(): Promise<Service> {
  const module = await bundleModule(join(HERE, 'service.ts'), join(PACKAGE_ROOT, '.doorwatch/cache'))
  const child = fork(module, [], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  const { port } = await answerOf<{ port: number }>(child)
  return {
    url: `http://127.0.0.1:${port}`,
    async say(word) {
      child.send(word)
      return (await answerOf<{ alerts: number }>(child)).alerts
    },
    end: () => void child.kill(),
  }
}

function answerOf<T>(child: ChildProcess): Promise<T> {
  return new Promise((resolve) => child.once('message', (message) => resolve(message as T)))
}

/** A folder with a configuration of so many targets, each with so many models, and the probe that asks each of them. */
export function newSetting(url: string, targets: number, models: number): string {
  const folder = mkdtempSync(join(tmpdir(), 'doorwatch-scale-'))
  mkdirSync(join(folder, 'probes'))
  copyFileSync(join(HERE, 'probes/ping.probe.ts'), join(folder, 'probes/ping.probe.ts'))
  const config = `import { defineConfig, env } from 'doorwatch'
const models = Array.from({ length: ${models} }, (_none, index) => \`model-\${index}\`)
export default defineConfig({
  sandbox: false,
  builtinProbes: false,
  probes: ['probes'],
  alerts: { channels: [{ kind: 'webhook', url: env('HOOK') }] },
  targets: Array.from({ length: ${targets} }, (_none, index) => ({
    name: \`service-\${index}\`,
    api: { url: '${url}', key: env('KEY'), model: 'model-0', models },
  })),
})
`
  writeFileSync(join(folder, 'doorwatch.config.ts'), config)
  return folder
}

/** Starts the worker of the checkout at `root` in `folder`; with `profile` it leaves a CPU profile in that folder. */
export function startWorker(root: string, folder: string, url: string, profile?: string) {
  const options = profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`]
  const child = spawn(process.execPath, [...options, join(root, 'dist/product/cli/main.js'), 'start', '--json'], {
    cwd: folder,
    env: {
      ...{ PATH: process.env.PATH, HOME: process.env.HOME, KEY: 'sk-bench-1234567', HOOK: `${url}/hook` },
      ...{ DOORWATCH_DB: join(folder, 'bench.sqlite'), DOORWATCH_PORT: '0' },
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const exited = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)))
  return { pid: child.pid ?? -1, exited, terminate: () => void child.kill('SIGTERM') }
}
