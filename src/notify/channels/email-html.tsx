import { raw } from 'hono/html'
import { type Alert, oneLine, type SurfaceStatus, surfaceWord } from '../../core/index.ts'
import { type Message, sendTimeOf, targetLabel } from '../fold/message.ts'
import { ackLinksOf } from '../text/ack-lines.ts'
import { clockIn, dayIn, headlineOf, linesOf } from '../text/message-text.ts'
import { planLines } from '../text/plan-lines.ts'
import { failureWords, inOrder, STATE_WORD } from '../text/words.ts'
import { bannerOf, FONT, LOOK, STYLE } from './email-look.ts'

/** A message as a mail page that reads in light, in dark and on a phone. Every text is escaped. */
export function emailHtml(alert: Message): string {
  const { color, label } = bannerOf(alert)
  const headline = headlineOf(alert)
  const plan = planLines(alert)
  const lines = linesOf(alert)
  // What to do stands right below since when; the lines of a digest are its news, and stay together.
  const above = plan.length > 0 && !alert.digest ? 1 : lines.length
  const page = (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="supported-color-schemes" content="light dark" />
        <meta name="format-detection" content="telephone=no,date=no,address=no,email=no,url=no" />
        <title>{headline}</title>
        <style>{raw(STYLE)}</style>
      </head>
      <body class="page" style="margin:0;padding:0;background:#f2f3f5">
        <table role="presentation" class="page" width="100%" cellpadding="0" cellspacing="0" style="background:#f2f3f5">
          <tbody>
            <tr>
              <td align="center" style="padding:24px 12px">
                <table
                  role="presentation"
                  class="card ink"
                  width="100%"
                  cellpadding="0"
                  cellspacing="0"
                  style={`max-width:600px;background:#ffffff;border:1px solid #dfe2e6;border-radius:10px;${FONT};text-align:left`}
                >
                  <tbody>
                    <Banner color={color} label={label} target={targetLabel(alert)} />
                    <Headline text={headline} />
                    <Lines lines={lines.slice(0, above)} />
                    <Plan lines={plan} />
                    <Acknowledge links={ackLinksOf(alert)} />
                    <Lines lines={lines.slice(above)} />
                    <Surfaces surfaces={alert.digest ? [] : inOrder(alert.surfaces)} alert={alert} />
                    <Links links={alert.links} />
                    <Footer alert={alert} />
                  </tbody>
                </table>
              </td>
            </tr>
          </tbody>
        </table>
      </body>
    </html>
  )
  return `<!doctype html>${page}`
}

function Banner({ color, label, target }: { color: string; label: string; target: string }) {
  return (
    <tr>
      <td
        class="pad band"
        style={`background:${color};color:#ffffff;padding:10px 28px;border-radius:9px 9px 0 0;font-size:13px;letter-spacing:.02em`}
      >
        <strong>{label}</strong>
        <span style="opacity:.85">
          {' · '}
          {oneLine(target, 60)}
        </span>
      </td>
    </tr>
  )
}

function Headline({ text }: { text: string }) {
  return (
    <tr>
      <td class="pad" style="padding:24px 28px 8px">
        <h1 style="margin:0;font-size:21px;line-height:1.3;font-weight:650;color:#16181c;overflow-wrap:anywhere">
          {text}
        </h1>
      </td>
    </tr>
  )
}

function Lines({ lines }: { lines: readonly string[] }) {
  if (lines.length === 0) return null
  return (
    <tr>
      <td class="pad" style="padding:0 28px 16px">
        {lines.map((line) => (
          <p style="margin:8px 0 0;font-size:15px;line-height:1.5;color:#2b2f36;overflow-wrap:anywhere">{line}</p>
        ))}
      </td>
    </tr>
  )
}

/** Who is affected and what to do, next to a bar so that readers find it at once. */
function Plan({ lines }: { lines: readonly string[] }) {
  if (lines.length === 0) return null
  return (
    <tr>
      <td class="pad" style="padding:0 28px 16px">
        <div class="plan" style="border-left:4px solid #1d5fbf;padding:2px 0 2px 14px">
          {lines.map((line) => (
            <p style="margin:4px 0;font-size:15px;line-height:1.5;color:#2b2f36;overflow-wrap:anywhere">{line}</p>
          ))}
        </div>
      </td>
    </tr>
  )
}

function Surfaces({ surfaces, alert }: { surfaces: readonly SurfaceStatus[]; alert: Alert }) {
  if (surfaces.length === 0) return null
  return (
    <tr>
      <td class="pad" style="padding:4px 28px 16px">
        <table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="font-size:14px;line-height:1.45">
          <tbody>
            {surfaces.map((surface) => (
              <SurfaceRow surface={surface} alert={alert} />
            ))}
          </tbody>
        </table>
      </td>
    </tr>
  )
}

function SurfaceRow({ surface, alert }: { surface: SurfaceStatus; alert: Alert }) {
  const { mark, color, name } = LOOK[surface.state]
  const cell = 'padding:8px 0;border-top:1px solid #e6e8eb;vertical-align:top'
  return (
    <tr>
      <td
        class="rule"
        style={`${cell};width:34%;padding-right:12px;font-weight:600;color:#16181c;overflow-wrap:anywhere`}
      >
        {surfaceWord(surface.surface)}
      </td>
      <td class="rule" style={`${cell};overflow-wrap:anywhere`}>
        <span class={`s-${name}`} style={`color:${color};font-weight:600;white-space:nowrap`}>
          {mark} {STATE_WORD[surface.state]}
        </span>
        {surface.state === 'operational' ? null : (
          <span class="soft" style="color:#5b626d">
            {' since '}
            {clockIn(alert, surface.since)}
          </span>
        )}
        {surface.failure ? (
          <div class="soft" style="color:#5b626d">
            {failureWords(surface.failure)}
          </div>
        ) : null}
      </td>
    </tr>
  )
}

function Acknowledge({ links }: { links: Alert['links'] }) {
  if (links.length === 0) return null
  return (
    <tr>
      <td class="pad" style="padding:0 28px 20px;font-size:15px">
        {links.map(({ text, url }) => (
          <a
            href={url}
            style="display:inline-block;margin:0 12px 8px 0;padding:11px 20px;border-radius:6px;background:#1d5fbf;color:#ffffff;font-weight:600;text-decoration:none"
          >
            {text}
          </a>
        ))}
      </td>
    </tr>
  )
}

function Links({ links }: { links: Alert['links'] }) {
  const web = links.filter(({ url }) => /^https?:\/\//i.test(url))
  if (web.length === 0) return null
  return (
    <tr>
      <td class="pad" style="padding:0 28px 20px;font-size:15px">
        {web.map(({ text, url }) => (
          <a
            class="link"
            href={url}
            style="display:inline-block;margin:0 18px 0 0;padding:4px 0;line-height:1.4;color:#1d5fbf"
          >
            {oneLine(text, 80)}
          </a>
        ))}
      </td>
    </tr>
  )
}

function Footer({ alert }: { alert: Message }) {
  return (
    <tr>
      <td
        class="pad rule soft"
        style="padding:14px 28px 18px;border-top:1px solid #e6e8eb;font-size:12px;line-height:1.5;color:#5b626d;overflow-wrap:anywhere"
      >
        Doorwatch, {dayIn(alert, sendTimeOf(alert))}
      </td>
    </tr>
  )
}
