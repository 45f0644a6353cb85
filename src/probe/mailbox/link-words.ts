// Words that identify a link of a mail, in the languages in which services write. All in lower case.

/** Links that must not be opened: opening one may unsubscribe the account or report the sign-in as an attack. */
const NEVER_LABELS = [
  /(?<!\p{L})(?:unsubscribe|opt[ -]?out|stop receiving|(?:did|do)(?:n.?t| not)|wasn.?t (?:me|you)|not (?:me|you)|report|block|deny|decline|reject|revoke|cancel|delete|reset|forgot|secure (?:my|your)|change (?:my|your))/u,
  /(?<!\p{L})(?:preferences?|settings|notifications?|manage|help|support|contact|priva|terms|legal|polic(?:y|ies)|imprint|faq|docs|documentation|blog|newsletter|download|app store|google play|about us|careers|view (?:this |it |the )?(?:e-?mail|message|online|in))(?!\p{L})/u,
  /privacy|abmelden|abbestell|datenschutz|impressum|hilfe|kontakt|einstellung|nicht (?:du|sie|ich)(?!\p{L})|désabonn|désinscri|confidentialité|mentions légales|darse de baja|cancelar|privacidad|ayuda|preferencia|disiscri|annulla|preferenz|afmeld|uitschrij|voorkeur|descadastr|ajuda|cancele|odhlás|wypisz|avmäl|avmeld|отпис|помощ|настройк|конфиденциальн|配信停止|ヘルプ|プライバシー|設定|退订|退訂|取消订阅|帮助|隐私|수신거부|도움말|개인정보/u,
]
/** "If you didn't ask for this, ignore it" is about the mail, not about the link after it. */
const ABOUT_THE_MAIL = /ignor|disregard|missacht|не обращайте/u
/** "Sign in to Help Desk": the name of a product. */
const SIGN_IN_TO = /^(?:click |tap )?(?:to )?(?:sign|log)[ -]?in (?:to|at) (?:\S+ ?){1,3}$/u

/** The same in addresses, as whole words of a path, a parameter or the first label of a host. */
const NEVER_IN_URL =
  /(?<!\p{L})(?:unsubscribe|unsub|optout|opt[-_]out|preferences?|settings|notifications?|manage|help|support|contact|privacy|terms|tos|legal|polic(?:y|ies)|imprint|impressum|faq|docs|documentation|blog|news|newsletter|download|apps?tore|about|careers|pricing|status|webversion|view[-_](?:online|in[-_]browser)|not[-_]?me|report|abuse|block|deny|decline|reject|revoke|cancel|delete|reset|forgot|abmelden|abbestellen|datenschutz|hilfe|desabonnement|desinscription|confidentialite|aide|baja|privacidad|ayuda)(?!\p{L})/gu

const SIGN_IN_LABELS =
  /sign(?:ing)?[ -]?(?:you )?in|log(?:ging)?[ -]?(?:you )?(?:in|on)|magic|verif|confirm|continue|access|authenticat|one[ -]time link|anmeld(?!en.{0,20}newsletter)|einlogg|bestätig|connexion|connecter|confirmer|continuer|iniciar sesi|acceder|verificar|confirmar|entrar|continuar|accedi|accesso|conferma|inlogg|bevestig|logga in|logg inn|log ind|zaloguj|přihlásit|войти|вход|подтверд|увійти|ログイン|サインイン|認証|登录|登入|登錄|验证|驗證|로그인|인증/u

const SIGN_IN_IN_URL =
  /(?<!\p{L})(?:verify|verification|verif|magic|magic[-_]?link|sign[-_]?in|log[-_]?in|auth|oauth|authenticate|token|otp|confirm|confirmation|callback|session|link|login[-_]?link|passwordless|passcode|ticket|code|nonce)(?!\p{L})/u

/** A label without meaning, in place of which the sentence before the link counts. */
const NO_LABEL =
  /^(?:click |tap )?(?:here|this link|link|hier|diesen link|ici|ce lien|aquí|qui|questo link|klik hier|здесь|こちら|这里|此处|여기)?[ .!:]*$/u

interface LinkText {
  readonly label: string
  readonly context: string
}

/** Whether the label of a link, or without a meaningful one the sentence before it, forbids to open it. */
export function isForbiddenText(link: LinkText): boolean {
  const words = wordsOf(link)
  if (SIGN_IN_TO.test(words) || ABOUT_THE_MAIL.test(words)) return false
  return NEVER_LABELS.some((pattern) => pattern.test(words))
}

/** Whether the label, or the sentence before the link, is about signing in. */
export function isSignInText(link: LinkText): boolean {
  return SIGN_IN_LABELS.test(wordsOf(link))
}

/** Words of an address that forbid to open it. */
export function forbiddenWords(url: URL): readonly string[] {
  return [...addressWords(url).matchAll(NEVER_IN_URL)].map(([word]) => word)
}

/** Whether an address contains a word for signing in. */
export function isSignInAddress(url: URL): boolean {
  return SIGN_IN_IN_URL.test(addressWords(url))
}

/** Whether the link has a meaningful label. */
export function hasOwnWords({ label }: LinkText): boolean {
  return !NO_LABEL.test(normal(label))
}

function wordsOf({ label, context }: LinkText): string {
  return hasOwnWords({ label, context }) ? normal(label) : normal(context)
}

function normal(text: string): string {
  return text.normalize('NFKC').toLowerCase()
}

/** Parameters that name the page after the sign-in, or count clicks. */
const TARGETS = /^(?:redirect|return|continue|next|callback|url$|to$|dest|utm)/
/** Longer pieces are keys, in which a word is a coincidence. */
const MOST_WORD = 24

/** Values of a link's parameters, without the page after the sign-in and click counters. */
export function ownValues(url: URL): readonly string[] {
  return [...url.searchParams].filter(([name]) => !TARGETS.test(name)).map(([, value]) => value)
}

function addressWords(url: URL): string {
  const [firstLabel = ''] = url.hostname.split('.')
  const path = [...url.pathname.split('/'), ...url.hash.split(/[#/?&=]/)]
  return [firstLabel, ...path, ...url.searchParams.keys(), ...ownValues(url)]
    .filter((piece) => piece.length <= MOST_WORD)
    .join('/')
    .replace(/([a-z])([A-Z])/g, '$1-$2')
    .toLowerCase()
}
