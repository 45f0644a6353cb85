/** How answers are grouped: the two codes that mean "too busy" stand apart from the errors around them. */
export const STATUS_CLASSES = ['2xx', '3xx', '4xx', '429', '5xx', '529', 'other'] as const
