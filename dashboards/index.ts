// What people look at. Takes models of the report and gives HTML that is complete in itself: styles, scripts, fonts and
// drawings inside, every outside text escaped by the renderer. No clock and no chance: same model, same bytes.
export { documentOf, frontOf, trendOf } from './document.tsx'
export { policyOf } from './model/policy.ts'
export { type SignInPage, signInDocument, signInPolicyText } from './sign-in.tsx'
export { type Page, type View, viewOf } from './words/view.ts'
