interface OfTarget {
  readonly target: string
}

/** The name of a target in front of a title, where the page shows several targets. */
export function TargetName({ target, shown }: OfTarget & { shown: boolean }) {
  return shown ? <bdi class="of-target">{target} </bdi> : null
}

/** The title of a surface, behind the name of its target where the page shows several targets. */
export function SurfaceName(props: { surface: OfTarget & { readonly title: string }; withTarget: boolean }) {
  const { surface, withTarget } = props
  return (
    <>
      <TargetName target={surface.target} shown={withTarget} />
      <bdi>{surface.title}</bdi>
    </>
  )
}
