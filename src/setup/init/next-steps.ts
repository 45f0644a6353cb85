import { shellWord } from '../../core/index.ts'
import type { Answers, InitTarget } from './answers.ts'

const KEY: Readonly<Record<InitTarget, readonly string[]>> = {
  claude: ['ANTHROPIC_API_KEY'],
  openai: ['OPENAI_API_KEY'],
  sandbox: [],
}

/**
 * The commands to run after init.
 * @param cd the folder with the files, where it is not the working folder
 * @param install the product's folder, where `npx doorwatch` in the new folder would not find this copy
 */
export function nextSteps({ target, slack, email }: Answers, cd?: string, install?: string): readonly string[] {
  const variables = [...KEY[target], ...(slack ? ['SLACK_WEBHOOK_URL'] : []), ...(email ? ['ALERT_SMTP_URL'] : [])]
  return [
    ...(cd === undefined ? [] : [`cd ${shellWord(cd)}`]),
    ...(install === undefined ? [] : [`npm install ${shellWord(install)}   so that npx doorwatch finds this copy`]),
    ...(variables.length > 0 ? [`cp .env.example .env   and fill in ${variables.join(', ')}`] : []),
    'npx doorwatch doctor   to check that everything is in place',
    'npx doorwatch run      to try every door once',
    'npx doorwatch start    to watch, alert and serve the dashboard',
  ]
}
