import type { Amounts } from './amounts.ts'

/** '£9,000', '£37.50', 'US$1,250': two decimals only where there is a fraction. */
export function moneyText(amount: number, currency: string): string {
  const cents = Math.round(amount * 100)
  const digits = cents % 100 === 0 ? 0 : 2
  return formatFor(currency, digits).format(cents / 100)
}

/** By currency and digits: creating a format takes far longer than using it. */
const formats = new Map<string, Intl.NumberFormat>()

function formatFor(currency: string, digits: number): Intl.NumberFormat {
  const key = `${currency} ${digits}`
  const cached = formats.get(key)
  if (cached) return cached
  const options = { style: 'currency', currency, minimumFractionDigits: digits, maximumFractionDigits: digits } as const
  const format = new Intl.NumberFormat('en-GB', options)
  formats.set(key, format)
  return format
}

/** '£3,600 (without a plan £9,000, saved £5,400)', '£9,000 (promised £5,400)', '£9,000' without any fallback. */
export function amountsText({ currency, cost, withoutPlan, saved, promised, switching }: Amounts): string {
  const money = (amount: number) => moneyText(amount, currency)
  const notes = [
    ...(saved > 0 ? [`without a plan ${money(withoutPlan)}, saved ${money(saved)}`] : []),
    ...(promised > 0 ? [`promised ${money(promised)}`] : []),
    ...(switching > 0 ? [`time to switch ${money(switching)} more`] : []),
  ]
  return notes.length > 0 ? `${money(cost)} (${notes.join('; ')})` : money(cost)
}
