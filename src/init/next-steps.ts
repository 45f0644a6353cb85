import type { Answers, InitTarget } from './answers.ts'

const KEY: Readonly<Record<InitTarget, readonly string[]>> = {
  claude: ['ANTHROPIC_API_KEY'],
  openai: ['OPENAI_API_KEY'],
  sandbox: [],
}

/** What to do after the files were written; `cd` is there where they are not in the working folder. */
export function nextSteps({ target, slack, email }: Answers, cd: string | undefined): readonly string[] {
  const variables = [...KEY[target], ...(slack ? ['SLACK_WEBHOOK_URL'] : []), ...(email ? ['ALERT_SMTP_URL'] : [])]
  return [
    ...(cd === undefined ? [] : [`cd ${cd}`]),
    ...(variables.length > 0 ? [`cp .env.example .env   and fill in ${variables.join(', ')}`] : []),
    'npx doorwatch doctor   to see whether everything is in place',
    'npx doorwatch run      to try every door once',
    'npx doorwatch start    to watch, alert and serve the dashboard',
  ]
}
