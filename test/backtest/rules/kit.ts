import type { Check, RuleSetup } from '../../../src/backtest/rules/index.ts'
import { pagingRule, type Rule } from '../../../src/backtest/rules/rule.ts'
import { MINUTE } from '../../../src/core/index.ts'

export const T0 = Date.UTC(2026, 2, 2, 11, 0, 0)

/** Checks a minute apart from a picture: `.` good, `x` failed, `m` good in maintenance, `X` failed in maintenance. */
export function checks(picture: string, everyMs = MINUTE, extra: Partial<Check> = {}): readonly Check[] {
  return [...picture.replaceAll(' ', '')].map((sign, index) => ({
    at: T0 + index * everyMs,
    ok: sign === '.' || sign === 'm',
    ms: 400,
    location: 'eu',
    quiet: sign === 'm' || sign === 'X',
    ...(index > 0 ? { previousAt: T0 + (index - 1) * everyMs } : {}),
    ...extra,
  }))
}

/**
 * What a rule says to each check: `P` page, `c` clear, `-` nothing. A rule that looks at the clock is asked after every
 * check, as often as it wants until the next; retries have the outcome of the check unless `retryOk` is given.
 */
export function signsOf<S>(
  rule: Rule<S>,
  series: readonly Check[],
  options: { setup?: Partial<RuleSetup>; retryOk?: boolean } = {},
): string {
  const running = pagingRule(rule).run({ everyMs: MINUTE, locations: 1, ...options.setup })
  return series
    .map((check, index) => {
      let step = running.apply(check)
      for (let tries = 0; step.retryMs !== undefined && tries < 5; tries += 1) {
        step = running.apply({ ...check, ok: options.retryOk ?? check.ok, at: check.at + step.retryMs, retry: true })
      }
      const until = series[index + 1]?.at ?? check.at + MINUTE
      const signs = [signOf(step)]
      if (running.tickMs !== undefined) {
        for (let at = check.at + running.tickMs; at <= until; at += running.tickMs) signs.push(signOf(running.tick(at)))
      }
      const loud = signs.find((sign) => sign !== '-')
      return loud ?? '-'
    })
    .join('')
}

function signOf(step: { page?: boolean; clear?: boolean }): string {
  return step.page ? 'P' : step.clear ? 'c' : '-'
}
