import { formatDuration, SECOND } from '../../core/index.ts'
import { type Check, fail, ok, warn } from './check.ts'
import type { ReachUrl } from './reach.ts'

/** An HTTP date is exact to a second, and the round trip takes part of another. */
const NOTICED_MS = 3 * SECOND
const BAD_MS = 20 * SECOND

/** Compares our clock with those of the watched services; the median difference counts. */
export function clockCheck(urls: readonly string[], reach: ReachUrl): Check {
  return {
    name: 'clock',
    async run(signal) {
      const answers = await Promise.all(urls.map((url) => reach(url, signal)))
      const skews = answers
        .flatMap((answer) => (answer.ok && answer.date !== undefined ? [answer.at - answer.date - 500] : []))
        .sort((a, b) => a - b)
      const skew = skews[Math.floor(skews.length / 2)]
      if (skew === undefined)
        return warn('no service answered with its time, so the clock is not checked', 'Compare it yourself: date -u')
      if (Math.abs(skew) < NOTICED_MS) return ok(`right to within ${formatDuration(NOTICED_MS)}`)
      const text = `${formatDuration(Math.abs(skew))} ${skew > 0 ? 'ahead of' : 'behind'} the watched services`
      const todo =
        'Turn on time synchronisation (timedatectl set-ntp true): until then times in alerts are wrong and services refuse one-time codes.'
      return Math.abs(skew) < BAD_MS ? warn(text, todo) : fail(text, todo)
    },
  }
}
