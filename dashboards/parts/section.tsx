import type { Child } from 'hono/jsx'

interface SectionProps {
  readonly id: string
  readonly name: string
  /** The finding in one line. */
  readonly finding: string
  readonly class?: string
  readonly children?: Child
}

/** A section under a title of its name and its finding. */
export function Section({ id, name, finding, class: className, children }: SectionProps) {
  return (
    <section class={className} aria-labelledby={id}>
      <h2 id={id}>
        <span class="kicker">{name}</span>
        <span class="quiet">: </span>
        <bdi>{finding}</bdi>
      </h2>
      {children}
    </section>
  )
}
