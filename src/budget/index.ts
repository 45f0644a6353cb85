// Budgets of probing. Takes each target's daily budget, prices and what its runs have used; gives how far apart its
// runs must lie until midnight UTC, and the notices about it. Promises: a budget that is used up never stops a watch,
// it slows it to once an hour.
export { budgetNotice, forecastText, tooSmall } from './budget-notice.ts'
export { type BudgetStanding, type Budgets, openBudgets } from './budgets.ts'
export { type BudgetPlan, planBudget, type Slowdowns, type Spender } from './pace.ts'
export { budgetsOf, pricedBy } from './prices.ts'
