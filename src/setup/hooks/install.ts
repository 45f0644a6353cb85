import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { shellQuoted } from '../../core/index.ts'
import { hookScript } from './script.ts'
import { hasHook, settingsIn, withHook, withoutHook } from './settings.ts'

/** Paths of the files of the hook, in the configuration folder of Claude Code. */
export interface HookFiles {
  /** `~/.claude/settings.json` */
  readonly settings: string
  /** Copy of the settings before the first installation. */
  readonly backup: string
  readonly folder: string
  readonly script: string
}

/** @param claudeFolder `~/.claude`, or CLAUDE_CONFIG_DIR */
export function hookFiles(claudeFolder: string): HookFiles {
  const folder = join(claudeFolder, 'doorwatch')
  const settings = join(claudeFolder, 'settings.json')
  return { settings, backup: `${settings}.before-doorwatch`, folder, script: join(folder, 'report.sh') }
}

/** Whether the hook is installed. */
export function isHookInstalled(files: HookFiles): boolean {
  return hasHook(settingsIn(textOf(files.settings), files.settings), commandOf(files))
}

/**
 * Installs the hook in addition to existing ones, or renews it.
 * @throws MonitorError `hooks` where the settings are not usable; then nothing is changed
 */
export function installHook(files: HookFiles, from: { readonly server: string; readonly token: string }): void {
  const text = textOf(files.settings)
  const settings = settingsIn(text, files.settings)
  mkdirSync(files.folder, { recursive: true, mode: 0o700 })
  const authorization = join(files.folder, 'authorization')
  writeFileSync(authorization, `Authorization: Bearer ${from.token}\n`, { mode: 0o600 })
  chmodSync(authorization, 0o600)
  writeFileSync(files.script, hookScript({ folder: files.folder, server: from.server }), { mode: 0o700 })
  if (text !== undefined && !hasHook(settings, commandOf(files))) copyFileSync(files.settings, files.backup)
  replaceSettings(files, withHook(settings, commandOf(files)))
}

/** Removes the hook and its files. Settings without other changes are restored from the backup. */
export function uninstallHook(files: HookFiles): void {
  const command = commandOf(files)
  const settings = withoutHook(settingsIn(textOf(files.settings), files.settings), command)
  const before = textOf(files.backup)
  const undone =
    before === undefined ? undefined : withoutHook(withHook(settingsIn(before, files.backup), command), command)
  if (before !== undefined && isDeepStrictEqual(undone, settings)) {
    replaceText(files.settings, before)
  } else if (before === undefined && Object.keys(settings).length === 0) rmSync(files.settings, { force: true })
  else replaceSettings(files, settings)
  rmSync(files.backup, { force: true })
  rmSync(files.folder, { recursive: true, force: true })
}

/** A path with a space or a quote in it is one word of the shell. */
function commandOf({ script }: HookFiles): string {
  return /^[\w./-]+$/.test(script) ? script : shellQuoted(script)
}

function replaceSettings({ settings }: HookFiles, content: object): void {
  replaceText(settings, `${JSON.stringify(content, null, 2)}\n`)
}

/** Claude Code sees the old file or the new one, never a part. A link stays one: the settings may lie among dotfiles. */
function replaceText(path: string, text: string): void {
  const file = existsSync(path) ? realpathSync(path) : path
  const mode = existsSync(file) ? statSync(file).mode & 0o777 : 0o600
  const draft = `${file}.${process.pid}`
  writeFileSync(draft, text, { mode })
  chmodSync(draft, mode)
  renameSync(draft, file)
}

function textOf(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined
}
