import { type Alert, cutText, replaceTimes, timeAndDay, UTC, zonedWords } from '../../core/index.ts'

/** The three characters that mean something to Slack, as its documentation has them escaped. */
export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

/** Cuts escaped text without leaving half an entity behind. */
export function cutEscaped(text: string, most: number): string {
  return text.length <= most ? text : cutText(text, most).replace(/&[a-z]{0,3}…$/, '…')
}

/** A time that Slack shows in the reader's own zone; where it cannot, in that of the alert. */
export function slackTime({ timezone = UTC }: Pick<Alert, 'timezone'>, at: number): string {
  return `<!date^${Math.floor(at / 1_000)}^{time_secs}|${timeAndDay(at, timezone)}>`
}

/** The same with its day: "today at 22:04:37". */
export function slackTimeAndDay({ timezone = UTC }: Pick<Alert, 'timezone'>, at: number): string {
  return `<!date^${Math.floor(at / 1_000)}^{date_short_pretty} {time_secs}|${timeAndDay(at, timezone)}>`
}

/**
 * A line of an alert, escaped, with its times as Slack's own. Alerts of earlier releases, which name no zone, keep their
 * times as text: some of them share one "UTC".
 */
export function slackLine(alert: Pick<Alert, 'at' | 'timezone'>, line: string, most: number): string {
  const { timezone } = alert
  if (timezone === undefined) return cutEscaped(escaped(line), most)
  const times: string[] = []
  // A character that no line has stands for a time, so that what lies between can be escaped.
  const marked = replaceTimes(line, alert.at, (time) => {
    times.push(
      time.hasSeconds
        ? (time.hasDay ? slackTimeAndDay : slackTime)(alert, time.at)
        : escaped(zonedWords(time, timezone)),
    )
    return TIME_MARK
  })
  const text = escaped(marked).replaceAll(TIME_MARK, () => times.shift() ?? '')
  return text.length <= most ? text : cutEscaped(escaped(line), most)
}

const TIME_MARK = '\0'
