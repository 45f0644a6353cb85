import type { TrendModel } from '../model/model.ts'
import { Section } from './section.tsx'

/** The range against the one before, in sentences. */
export function Period({ trend: { period } }: { trend: TrendModel }) {
  const [first, ...others] = period?.changes ?? []
  if (!period || first === undefined) return null
  return (
    <Section id="period" name={`Against ${period.against}`} finding={first.replace(/\.$/, '')}>
      {others.length === 0 ? null : (
        <ul class="period-changes">
          {others.map((text) => (
            <li>
              <bdi>{text}</bdi>
            </li>
          ))}
        </ul>
      )}
    </Section>
  )
}
