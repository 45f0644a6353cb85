/** How answers are grouped: 429 and 529, which mean "too busy", have classes of their own. */
export const STATUS_CLASSES = ['2xx', '3xx', '4xx', '429', '5xx', '529', 'other'] as const
