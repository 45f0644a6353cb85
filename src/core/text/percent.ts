/**
 * '99.95 %': two decimals above 99.5 %, else one. Rounded down, so that only a whole share reads 100 %, and a share below an
 * objective never reads as the objective.
 */
export function percent(share: number): string {
  if (share >= 1) return '100 %'
  const decimals = share > 0.995 ? 2 : 1
  const scale = 100 * 10 ** decimals
  // 0.57 × 1,000 is 569.99…: what is as close as that is reached.
  const steps = Math.min(scale - 1, Math.floor(share * scale + 1e-9))
  return `${((100 * steps) / scale).toFixed(decimals)} %`
}

/** '39 %': whole percents, rounded; a share above 0 is at least '1 %'. */
export function wholePercent(share: number): string {
  const whole = Math.round(share * 100)
  return `${share > 0 && whole === 0 ? 1 : whole} %`
}
