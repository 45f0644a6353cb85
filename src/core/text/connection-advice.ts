/** The parts of advice on an address. */
interface AddressWords {
  /** Where the user set the address: `SMTP_URL`, `the api door in the config`. */
  readonly place: string
  /** The scheme without TLS: `smtp://`. */
  readonly plain: string
  /** The scheme with TLS: `smtps://`. */
  readonly secure: string
}

type Advice = (words: AddressWords) => string

const UNKNOWN_AUTHORITY: Advice = () =>
  'This machine does not trust the authority that signed the certificate. Save the certificate of that authority, or the self-signed certificate, to a file and set NODE_EXTRA_CA_CERTS to its path in the environment of the process (not in .env, which is read too late).'
const NOT_TLS: Advice = ({ place, plain, secure }) =>
  `The server does not speak TLS on this port. In ${place}, write ${plain} in place of ${secure}, or use the port for TLS.`
const NO_ROUTE: Advice = ({ place }) =>
  `This machine has no route to that host. Check the host in ${place} and the network of this machine.`
const FIREWALL: Advice = ({ place }) =>
  `Check the host and port in ${place}. A firewall may drop the connection, and mail ports are often blocked.`

/** Advice by the error code of Node, OpenSSL or undici. */
const BY_CODE: Readonly<Record<string, Advice>> = {
  ENOTFOUND: ({ place }) =>
    `DNS has no such host. Check the host in ${place}; if it is right, check the DNS settings of this machine.`,
  EAI_AGAIN: () =>
    'The name server of this machine does not answer. Check the network of this machine and /etc/resolv.conf.',
  ECONNREFUSED: ({ place }) =>
    `No server listens on that host and port. Check the port in ${place}, and that the server runs.`,
  EHOSTUNREACH: NO_ROUTE,
  ENETUNREACH: NO_ROUTE,
  ETIMEDOUT: FIREWALL,
  UND_ERR_CONNECT_TIMEOUT: FIREWALL,
  CERT_HAS_EXPIRED: () =>
    'The certificate of the server has expired: renew it on the server. Also check the clock of this machine (date -u).',
  CERT_NOT_YET_VALID: () =>
    'The certificate of the server is not valid yet. Check the clock of this machine (date -u), then the server.',
  ERR_TLS_CERT_ALTNAME_INVALID: ({ place }) =>
    `The certificate is for another host name. Set ${place} to the name in the certificate.`,
  DEPTH_ZERO_SELF_SIGNED_CERT: UNKNOWN_AUTHORITY,
  SELF_SIGNED_CERT_IN_CHAIN: UNKNOWN_AUTHORITY,
  UNABLE_TO_GET_ISSUER_CERT: UNKNOWN_AUTHORITY,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNKNOWN_AUTHORITY,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNKNOWN_AUTHORITY,
  ERR_SSL_WRONG_VERSION_NUMBER: NOT_TLS,
  ERR_SSL_PACKET_LENGTH_TOO_LONG: NOT_TLS,
  EPROTO: NOT_TLS,
}

/** What to do about a connection that failed with this error code; undefined for other codes. */
export function connectionAdvice(code: string, words: AddressWords): string | undefined {
  return BY_CODE[code]?.(words)
}
