// Patterns of numbers in mails that are no codes, and words that name a code. All in lower case, after NFKC.

/** Numbers that are never a code, even next to a word for code. */
const NEVER: readonly RegExp[] = [
  /(?:https?:\/\/|www\.)\S+/gi,
  /[^\s@<>]{1,64}@[^\s@<>]{1,255}/g,
  // Dates and times: 2026-11-29, 29.11.2026, 11/29/26, 29 Nov 2026, November 29, 2026, 2026年11月29日, 10:05.
  /(?<!\d)(?:19|20)\d\d([-./])\d{1,2}\1\d{1,2}(?!\d)/g,
  /(?<!\d)\d{1,2}([./])\d{1,2}\1(?:\d\d)?\d\d(?!\d)/g,
  /(?<!\d)\d{1,2}-\d{1,2}-(?:19|20)\d\d(?!\d)/g,
  /(?<!\d)\d{1,2}\.? ?\p{L}{3,9}\.? ?(?:19|20)\d\d(?!\d)/gu,
  /(?<!\p{L})\p{L}{3,9}\.? \d{1,2}(?:st|nd|rd|th)?, ?(?:19|20)\d\d(?!\d)/gu,
  /(?<!\d)\d{2,4} ?年(?: ?\d{1,2} ?月)?(?: ?\d{1,2} ?日)?/g,
  /(?<!\d)\d{1,2}[:h]\d\d(?::\d\d)?(?!\d)/g,
  // Money and shares.
  /(?:[$€£¥₹]|(?<!\p{L})(?:usd|eur|gbp|chf|rs\.?)) ?\d[\d.,' ]*/gu,
  /\d[\d.,']{0,15} ?(?:[$€£¥₹%]|(?:usd|eur|gbp|chf)(?!\p{L}))/gu,
  // Telephone numbers: +49 30 1234567, (030) 1234567, 800 555 0199, 1-800-555-0199.
  /(?:\+|(?<!\d)00)\d[\d ()./-]{6,}\d/g,
  /\(\d{2,5}\)[ -]?\d[\d -]{3,}\d/g,
  /(?<!\d)(?:1[ .-])?\d{3}[ .-]\d{3}[ .-]\d{4}(?!\d)/g,
  // #1234567 and № 1234567.
  /[#№]\s?\d[\d-]*/g,
]

/** Replaces every number that is never a code by a mark, which keeps its neighbours apart. */
export function withoutOtherNumbers(text: string): string {
  return NEVER.reduce((left, pattern) => left.replace(pattern, ' ¤ '), text)
}

/** Words that name a code. Words that end in "code" match in any language. */
export const CODE_WORDS =
  /(?<!(?:zip|bar|post|postal|promo|discount|coupon|voucher|referral|country|area|dialing|source|qr|error|status)[ -]?)(?:codes?|passcode|kode|kod|kód|koodi|código|codigo|codice|mã|код(?:а|ом)?|κωδικ\p{L}*)(?!\p{L})|(?<!\p{L})(?:otp|pin|tan|verification|one[ -]time|einmalpasswort)(?!\p{L})|コード|認証|验证码|驗證碼|校验码|代码|코드|인증번호|رمز|קוד|कोड|รหัส/gu

/** Words that name the number next to them as something else. */
const OTHER_WORDS =
  '(?:ticket|order|case|invoice|receipt|reference|ref|booking|customer|account|user|member|transaction|request|tracking|serial|version|build|phone|telephone|tel|mobile|call|text|fax|hotline|zip|postcode|postal code|p\\.?o\\.? box|suite|vat|iban|bestell\\p{L}*|rechnung\\p{L}*|auftrag\\p{L}*|vorgang\\p{L}*|kunden\\p{L}*|telefon\\p{L}*|rufen sie|plz|commande|facture|téléphone|pedido|factura|teléfono|ordine|fattura|telefono|заказ\\p{L}*|телефон\\p{L}*)'
const JOINING = '(?: (?:us|at|on|no|nr|number|id|is|was|nummer|numéro|número|numero|номер|ist|est|es))*'

/** The end of a text after which a number is no code. */
export const OTHER_BEFORE = new RegExp(`(?<!\\p{L})${OTHER_WORDS}${JOINING}[.:]*\\s{0,3}$`, 'u')
/** The beginning of a text before which a number is no code. */
export const OTHER_AFTER = new RegExp(`^ (?:is|was|ist) (?:your|the|our|ihre?|deine?) ${OTHER_WORDS}(?!\\p{L})`, 'u')
