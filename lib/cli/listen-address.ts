export interface ListenAddress {
  host: string;
  port: number;
}

/** `HOST:PORT`, on the loopback without a host; one with colons stands in brackets. Undefined: it is neither. */
export function parseListenAddress(text: string): ListenAddress | undefined {
  const [, host = '', port = ''] = /^(\[[^\]]+\]|[^:[\]]*):(\d{1,5})$/.exec(text) ?? [];
  if (port === '' || Number(port) > 65_535) return undefined;
  return { host: host.replace(/^\[|\]$/g, '') || '127.0.0.1', port: Number(port) };
}

/** The counterpart of parseListenAddress. */
export const formatListenAddress = ({ host, port }: ListenAddress): string =>
  `${host.includes(':') ? `[${host}]` : host}:${port}`;
