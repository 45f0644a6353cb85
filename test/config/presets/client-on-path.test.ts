import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { doorwatch } from '../../support/product.ts'

describe("a preset's client", () => {
  it('is found on the PATH of the Doorwatch process, by doctor and by the probe', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'doorwatch-path-'))
    mkdirSync(join(folder, 'bin'))
    const program = join(folder, 'bin', 'my-claude')
    const result = '{"type":"result","is_error":false,"result":"pong","num_turns":1}'
    writeFileSync(program, `#!/bin/sh\ncase "$1" in --version) echo 9.9.9;; -p) echo '${result}';; esac\n`)
    chmodSync(program, 0o755)
    writeFileSync(
      join(folder, 'doorwatch.config.ts'),
      `import { claude, defineConfig, env } from 'doorwatch'
      export default defineConfig({ targets: [claude({ key: env('KEY'), cli: 'my-claude', statusPage: false })] })`,
    )
    const environment = { KEY: 'k', PATH: `${join(folder, 'bin')}:${process.env.PATH}` }
    const looked = await doorwatch(folder, ['doctor'], environment)
    expect(looked.stdout).toMatch(/✓ claude\/cli +my-claude runs: 9\.9\.9/)
    const ran = await doorwatch(folder, ['run', 'claude/cli', '--json', '--no-store'], environment)
    expect(JSON.parse(ran.stdout)).toMatchObject({ probe: 'cli', outcome: 'passed' })
  })
})
