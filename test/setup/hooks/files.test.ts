import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { hookFiles, installHook, isHookInstalled, uninstallHook } from '../../../src/setup/hooks/index.ts'
import { newFolder } from '../../support/folder.ts'

const FROM = { server: 'https://watch.example.org', token: 'dwr_planted' }
const SETTINGS = `{\n    "model": "opus",\n    "hooks": { "Stop": [{ "hooks": [] }] }\n}\n`

/** The files of the hook in a new folder, which has these settings. */
function filesWith(settings?: string, name = '.claude') {
  const claude = join(newFolder('hooks'), name)
  mkdirSync(claude)
  if (settings !== undefined) writeFileSync(join(claude, 'settings.json'), settings)
  return { claude, files: hookFiles(claude) }
}

const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8)

describe('the hook in the settings of Claude Code', () => {
  it.each([undefined, '{}', SETTINGS, '{"hooks":{"StopFailure":[]}}'])(
    'leaves %j byte for byte after removal',
    (settings) => {
      const { claude, files } = filesWith(settings)
      installHook(files, FROM)
      expect(isHookInstalled(files)).toBe(true)
      installHook(files, FROM)
      uninstallHook(files)
      expect(isHookInstalled(files)).toBe(false)
      expect(readdirSync(claude)).toEqual(settings === undefined ? [] : ['settings.json'])
      if (settings !== undefined) expect(readFileSync(files.settings, 'utf8')).toBe(settings)
    },
  )

  it('keeps what a person changes meanwhile', () => {
    const { files } = filesWith(SETTINGS)
    installHook(files, FROM)
    const changed = { ...JSON.parse(readFileSync(files.settings, 'utf8')), model: 'haiku' }
    writeFileSync(files.settings, JSON.stringify(changed))
    uninstallHook(files)
    expect(JSON.parse(readFileSync(files.settings, 'utf8'))).toEqual({ ...JSON.parse(SETTINGS), model: 'haiku' })
    expect(existsSync(files.backup)).toBe(false)
  })

  it('keeps a link to settings that lie elsewhere, such as dotfiles, at install and removal', () => {
    const { claude, files } = filesWith()
    const dotfile = join(claude, '..', 'dotfiles-settings.json')
    writeFileSync(dotfile, SETTINGS)
    symlinkSync(dotfile, files.settings)
    installHook(files, FROM)
    expect(lstatSync(files.settings).isSymbolicLink()).toBe(true)
    expect(readFileSync(dotfile, 'utf8')).toContain(files.script)
    uninstallHook(files)
    expect(lstatSync(files.settings).isSymbolicLink()).toBe(true)
    expect(readFileSync(dotfile, 'utf8')).toBe(SETTINGS)
  })

  it('keeps the mode of the settings, and gives token and script to their owner alone', () => {
    const { files } = filesWith(SETTINGS)
    const before = modeOf(files.settings)
    installHook(files, FROM)
    expect(modeOf(files.settings)).toBe(before)
    expect(modeOf(join(files.folder, 'authorization'))).toBe('600')
    expect(modeOf(files.script)).toBe('700')
    expect(modeOf(files.folder)).toBe('700')
  })

  it('runs a script in a folder with a space and a quote as one word', () => {
    const { files } = filesWith(undefined, "ana's claude")
    installHook(files, FROM)
    const { hooks } = JSON.parse(readFileSync(files.settings, 'utf8'))
    expect(hooks.StopFailure[0].hooks[0].command).toBe(`'${files.script.replaceAll("'", "'\\''")}'`)
    expect(isHookInstalled(files)).toBe(true)
  })

  it.each(['', 'no JSON', '[]', '{"hooks":[]}', '{"hooks":{"StopFailure":{}}}'])(
    'is not installed into %j, which stays',
    (settings) => {
      const { claude, files } = filesWith(settings)
      expect(() => installHook(files, FROM)).toThrow(expect.objectContaining({ code: 'hooks' }))
      expect(readFileSync(files.settings, 'utf8')).toBe(settings)
      expect(readdirSync(claude)).toEqual(['settings.json'])
    },
  )
})
