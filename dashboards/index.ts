// The pages. Takes models of the report, gives self-contained HTML: styles, scripts, fonts and
// drawings inside, every outside text escaped by the renderer. Pure: the same model gives the same bytes.

export { type AckLinkPage, ackLinkDocument } from './ack-link.tsx'
export { type AcknowledgePage, acknowledgeDocument } from './acknowledge-page.tsx'
export { alertsDocument, alertsPolicyText } from './alerts-page.tsx'
export { documentOf, frontOf, trendOf } from './document.tsx'
export { drillDocument } from './drill-page.tsx'
export { formPolicyText } from './form-page.tsx'
export { matrixDocument } from './matrix-page.tsx'
export { policyOf } from './model/policy.ts'
export { MUTE_SPANS, type MutesPage, mutesDocument } from './mutes-page.tsx'
export { planDocument, planPolicyText } from './plan-page.tsx'
export { type SignInPage, signInDocument } from './sign-in.tsx'
export { type Page, type View, viewOf } from './words/view.ts'
