import { existsSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { createInterface } from 'node:readline/promises'
import { defined, MonitorError } from '../../core/index.ts'
import { PACKAGE_ROOT } from '../../package/index.ts'
import {
  type Answers,
  askAnswers,
  type InitTarget,
  nextSteps,
  starterFiles,
  writeStarter,
} from '../../setup/init/index.ts'
import type { Context } from '../process/context.ts'

interface InitOptions {
  readonly target?: InitTarget
  readonly slack?: boolean
  readonly email?: string
  readonly dir?: string
  readonly force?: boolean
  readonly yes?: boolean
}

/** `doorwatch init`: writes a configuration, a .env.example and an example probe, and prints the next steps. */
export async function init(context: Context, options: InitOptions): Promise<void> {
  const answers = await answersFor(context, options)
  const folder = resolve(context.folder, options.dir ?? '.')
  const files = starterFiles(answers)
  writeStarter(folder, files, options.force === true)
  const below = relative(context.folder, folder)
  for (const { path } of files) context.stdout.write(`${context.paint('green', '✓')} ${resolve(folder, path)}\n`)
  context.stdout.write('\nNext:\n')
  for (const step of nextSteps(answers, below || undefined, copyToInstall(folder))) context.stdout.write(`  ${step}\n`)
}

/** The folder of this copy of Doorwatch, if it is a checkout and not installed in a node_modules above `folder`. */
function copyToInstall(folder: string): string | undefined {
  const isCheckout = !PACKAGE_ROOT.split(sep).includes('node_modules')
  return isCheckout && !hasCopy(folder) ? PACKAGE_ROOT : undefined
}

function hasCopy(folder: string): boolean {
  if (existsSync(join(folder, 'node_modules', 'doorwatch'))) return true
  return dirname(folder) !== folder && hasCopy(dirname(folder))
}

async function answersFor(context: Context, options: InitOptions): Promise<Answers> {
  const { target, slack, email } = options
  const answers = {
    ...defined({ target, slack, email }),
  }
  if (options.yes || target !== undefined) return { target: 'sandbox', slack: false, ...answers }
  if (context.ask === undefined) {
    throw new MonitorError('usage', 'init asks questions, and standard input is not a terminal', {
      hint: 'Answer on the command line: doorwatch init --target claude. Or take the defaults: doorwatch init --yes.',
    })
  }
  const prompt = createInterface({ input: process.stdin, output: process.stderr })
  try {
    return await askAnswers(answers, async (question, fallback) => {
      const answer = await prompt.question(`${question}${fallback ? ` [${fallback}]` : ''} `)
      return answer.trim() || fallback
    })
  } finally {
    prompt.close()
  }
}
