import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { PACKAGE_ROOT } from '../../../src/package/index.ts'
import { nextSteps, starterFiles, writeStarter } from '../../../src/setup/init/index.ts'
import { newFolder } from '../../support/folder.ts'

const ANSWERS = { target: 'claude', slack: false } as const
const FILES = starterFiles(ANSWERS)

describe('the starter files in a folder', () => {
  it('are written below a folder that is not there yet', () => {
    const folder = join(newFolder('init'), 'a', 'b')
    writeStarter(folder, FILES, false)
    expect(FILES.map(({ path }) => readFileSync(join(folder, path), 'utf8'))).toEqual(FILES.map(({ text }) => text))
  })

  it('are all written or none: one that cannot be written takes the others away', () => {
    const folder = newFolder('init')
    writeFileSync(join(folder, 'probes'), 'a file where a folder should be')
    expect(() => writeStarter(folder, FILES, false)).toThrow(/cannot write into /)
    expect(readdirSync(folder)).toEqual(['probes'])
  })

  it('are as before where --force cannot write all of them', () => {
    const folder = newFolder('init')
    writeFileSync(join(folder, 'probes'), 'a file where a folder should be')
    writeFileSync(join(folder, 'doorwatch.config.ts'), 'text of the user')
    expect(() => writeStarter(folder, FILES, true)).toThrow(/cannot write into /)
    expect(readFileSync(join(folder, 'doorwatch.config.ts'), 'utf8')).toBe('text of the user')
    expect(existsSync(join(folder, '.env.example'))).toBe(false)
  })

  it('overwrite with --force, and leave other files of the folder', () => {
    const folder = newFolder('init')
    mkdirSync(join(folder, 'probes'))
    writeFileSync(join(folder, 'probes/other.probe.ts'), 'text of the user')
    writeFileSync(join(folder, 'doorwatch.config.ts'), 'old')
    writeStarter(folder, FILES, true)
    expect(readFileSync(join(folder, 'doorwatch.config.ts'), 'utf8')).toBe(FILES[0]?.text)
    expect(readFileSync(join(folder, 'probes/other.probe.ts'), 'utf8')).toBe('text of the user')
  })

  it.each(['.', 'probes', 'not/there'])("are not written into Doorwatch's own folder: %s", (folder) => {
    expect(() => writeStarter(join(PACKAGE_ROOT, folder), FILES, true)).toThrow(
      expect.objectContaining({ code: 'usage', hint: expect.stringMatching(/init --dir \/.*my-doorwatch/) }),
    )
  })

  it('name every file that exists', () => {
    const folder = newFolder('init')
    writeStarter(folder, FILES.slice(0, 2), false)
    expect(() => writeStarter(folder, FILES, false)).toThrow('doorwatch.config.ts and .env.example already exist in ')
  })
})

describe('the next steps after init', () => {
  it('are lines that a shell takes as they are, whatever the folders are called', () => {
    const [cd, install] = nextSteps(ANSWERS, "ana's watch", '/opt/door watch')
    expect(cd).toBe("cd 'ana'\\''s watch'")
    expect(install).toBe("npm install '/opt/door watch'   so that npx doorwatch finds this copy")
    expect(nextSteps(ANSWERS, 'watch', '/opt/doorwatch').slice(0, 2)).toEqual([
      'cd watch',
      'npm install /opt/doorwatch   so that npx doorwatch finds this copy',
    ])
  })

  it('name the variables to fill in, and leave that out where there are none', () => {
    expect(nextSteps({ target: 'openai', slack: true, email: 'a@b.example' })[0]).toBe(
      'cp .env.example .env   and fill in OPENAI_API_KEY, SLACK_WEBHOOK_URL, ALERT_SMTP_URL',
    )
    expect(nextSteps({ target: 'sandbox', slack: false })[0]).toMatch(/^npx doorwatch doctor/)
  })
})
