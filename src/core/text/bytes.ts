/** '12.4 MB': three digits at most, in powers of a thousand. */
export function bytesText(size: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  // 999,500 bytes are 1.0 MB: as kB they would be rounded to 1000.
  const power = units.findIndex((_unit, index) => size / 1000 ** index < 999.5 || index === units.length - 1)
  const value = size / 1000 ** power
  return `${value >= 99.95 || power === 0 ? Math.round(value) : value.toFixed(1)} ${units[power]}`
}
