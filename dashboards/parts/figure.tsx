import type { Child } from 'hono/jsx'

/** An entry of a list of figures: name, value, and a detail below it. @param props.bad whether action is needed */
export function Figure(props: { name: string; value: string; bad?: boolean | undefined; children: Child }) {
  return (
    <div class={props.bad ? 'bad' : undefined}>
      <dt>{props.name}</dt>
      <dd>
        <b>{props.value}</b> <span>{props.children}</span>
      </dd>
    </div>
  )
}
