/** '99.95 %': two decimals above 99.5 %, else one; only a whole share reads 100 %. */
export function percent(share: number): string {
  if (share >= 1) return '100 %'
  const floored = Math.floor(share * 10_000) / 100
  return `${floored.toFixed(share > 0.995 ? 2 : 1)} %`
}
