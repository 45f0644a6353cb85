import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { MonitorError } from '../../core/index.ts'
import { type HookFiles, hookFiles, installHook, isHookInstalled, uninstallHook } from '../../setup/hooks/index.ts'
import type { Context } from '../process/context.ts'

const TOKEN = 'DOORWATCH_REPORT_TOKEN'

/** `doorwatch hooks install --server URL`: adds a hook to Claude Code that reports API errors. */
export async function install(
  context: Context,
  options: { readonly server: string; readonly yes?: boolean },
): Promise<void> {
  const token = context.environment[TOKEN]
  if (!token || !/^[\w.-]{8,200}$/.test(token)) {
    throw new MonitorError('usage', `the variable ${TOKEN} holds no token of reports`, {
      hint: `Make one on the server with "doorwatch reports token", and run: ${TOKEN}=dwr_… doorwatch hooks install --server …`,
    })
  }
  const files = filesOf(context)
  const isUpdate = isHookInstalled(files)
  const server = options.server.replace(/\/+$/, '')
  context.stdout.write(planText(files, { server, isUpdate }))
  if (!(await isAgreed(context, options.yes))) {
    context.stdout.write('Nothing was changed.\n')
    return
  }
  installHook(files, { server, token })
  context.stdout.write(`The hook is ${isUpdate ? 'renewed' : 'installed'}. Remove it with: doorwatch hooks uninstall\n`)
}

/** `doorwatch hooks uninstall` */
export async function uninstall(context: Context): Promise<void> {
  const files = filesOf(context)
  if (!isHookInstalled(files)) {
    context.stdout.write(`No hook of Doorwatch is in ${files.settings}.\n`)
    return
  }
  uninstallHook(files)
  context.stdout.write(`The hook is removed from ${files.settings}.\n`)
}

function filesOf({ environment }: Context): HookFiles {
  const home = environment.HOME || homedir()
  return hookFiles(environment.CLAUDE_CONFIG_DIR || join(home, '.claude'))
}

function planText(
  files: HookFiles,
  { server, isUpdate }: { readonly server: string; readonly isUpdate: boolean },
): string {
  return `${changeText(files, isUpdate)}
After an API error it sends its type, the version of Claude Code and the time to ${server}, with a random id that is renewed
every day. No name, host, prompt, path or message is sent. Its files are in ${files.folder}.
`
}

function changeText({ settings, backup }: HookFiles, isUpdate: boolean): string {
  if (isUpdate) return `Renews the StopFailure hook in ${settings}. Other hooks stay.`
  if (!existsSync(settings)) return `Creates ${settings} with a StopFailure hook.`
  return `Adds a StopFailure hook to ${settings}, which is first copied to ${backup}. Other hooks stay.`
}

async function isAgreed({ ask }: Context, yes: boolean | undefined): Promise<boolean> {
  if (yes) return true
  if (ask) return ask('Install it?')
  throw new MonitorError('usage', 'there is no terminal to ask on', { hint: 'Agree with --yes.' })
}
